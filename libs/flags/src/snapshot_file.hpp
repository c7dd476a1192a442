// The last snapshot on the disk: a line with the SHA-256 of the text, in hex, then the text.
#pragma once
#include <filesystem>
#include <optional>

#include "tenstone/flags/snapshot.hpp"

namespace tenstone::flags {

// Nothing: there is none. Error: it is damaged, or not of this format. Blocks.
std::optional<Result<Snapshot>> read_file(const std::filesystem::path& file);
// Error: file_unwritable. Blocks.
Result<void> write_file(const std::filesystem::path& file, std::string_view text);

}  // namespace tenstone::flags
