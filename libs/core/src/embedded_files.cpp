#include "tenstone/core/embedded_files.hpp"

#include <algorithm>
#include <stdexcept>
#include <string>

namespace tenstone {

std::string_view EmbeddedFiles::at(std::string_view path) const {
  const auto found = std::ranges::find(files_, path, &EmbeddedFile::path);
  if (found == files_.end()) throw std::out_of_range("no file was embedded as " + std::string(path));
  return found->content;
}

}  // namespace tenstone
