// The repository of a service: made at its first start.
#pragma once
#include <filesystem>

#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

// Opens the repository. If neither the repository nor the key exists, it is made first; several processes may do so at
// once. Blocks. Errors: those of Repository::open and init; backup_key_exists if only the key is there, so that a disk
// that is not mounted is noticed.
Result<Repository> open_or_init(const std::filesystem::path& folder, const std::filesystem::path& key_file,
                                const Clock& clock, const OnWarning& on_warning = {});

}  // namespace tenstone::backup
