#pragma once
#include <filesystem>
#include <string>

#include "tenstone/core/secret.hpp"

namespace tenstone::log_viewer {

// The key that signs cursors: 32 bytes, kept in `file` (mode 0600), so that a page's cursor and a tail's id hold over a
// restart. Made when the file does not hold one. Blocks. Throws Failure: file_unwritable.
Secret<std::string> cursor_key(const std::filesystem::path& file);

}  // namespace tenstone::log_viewer
