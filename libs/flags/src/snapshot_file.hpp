#pragma once
#include <filesystem>
#include <optional>

#include "tenstone/flags/snapshot.hpp"

namespace tenstone::flags {

// Nothing: there is none, or it is not one. Blocks.
std::optional<Snapshot> read_file(const std::filesystem::path& file);

}  // namespace tenstone::flags
