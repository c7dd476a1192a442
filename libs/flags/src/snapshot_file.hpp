#pragma once
#include <filesystem>
#include <optional>

#include "tenstone/flags/snapshot.hpp"

namespace tenstone::flags {

// Nothing: there is none, or it is not one. Block.
std::optional<Snapshot> read_file(const std::filesystem::path& file);
// Whole or not at all, however many processes write it. False: it could not be written.
bool write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace tenstone::flags
