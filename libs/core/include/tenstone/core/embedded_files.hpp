// Files that a program was built with. tenstone_embed_files() of cmake/EmbedFiles.cmake makes a function that returns
// them:
//
//   tenstone_embed_files(my-service files page policies)     # CMakeLists.txt
//
//   #include "embedded/files.hpp"
//   const std::string_view html = embedded::files().at("index.html");
#pragma once
#include <span>
#include <string_view>

namespace tenstone {

struct EmbeddedFile {
  std::string_view path;     // below its folder, with / between: "index.html", "src/main.cpp"
  std::string_view content;  // any bytes of any number
};

// Views of what lives as long as the program.
class EmbeddedFiles {
 public:
  constexpr explicit EmbeddedFiles(std::span<const EmbeddedFile> files) : files_(files) {}

  // The content of the file of this path. Throws std::out_of_range, which names it, when there is none.
  std::string_view at(std::string_view path) const;

  auto begin() const { return files_.begin(); }
  auto end() const { return files_.end(); }
  std::size_t size() const { return files_.size(); }

 private:
  std::span<const EmbeddedFile> files_;
};

}  // namespace tenstone
