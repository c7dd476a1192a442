#pragma once
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "tenstone/log_view/sources.hpp"

namespace tenstone::log_view {

// A folder with logs, which goes with its test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "logsXXXXXX";
    path_ = mkdtemp(name.data());
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
  void write(std::string_view name, std::string_view bytes) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << bytes;
  }
  void append(std::string_view name, std::string_view bytes) const {
    std::ofstream(path_ / name, std::ios::binary | std::ios::app) << bytes;
  }
  void rename(std::string_view from, std::string_view to) const { std::filesystem::rename(path_ / from, path_ / to); }
  Sources sources(std::vector<std::string> patterns = {"*.log"}) const {
    auto sources = Sources::open({{.name = "app", .folder = path_, .patterns = std::move(patterns)}});
    EXPECT_TRUE(sources);
    return std::move(*sources);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace tenstone::log_view
