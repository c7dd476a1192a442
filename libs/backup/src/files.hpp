// System calls as the repository uses them. All errors are backup_io or, for a full disk or a used up quota,
// backup_target_full; the detail has the path and the system's reason.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/fd.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

namespace fs = std::filesystem;

Error io_error(std::string_view doing, const fs::path& path);  // of errno

Result<Fd> open_to_read(const fs::path& path);
Result<std::string> read_at(int file, std::uint64_t offset, std::size_t size,
                            const fs::path& path);  // or up to the end
Result<std::string> read_file(const fs::path& path);
Result<void> write_synced(const fs::path& path, std::string_view bytes);  // a new file (0600), on the disk
Result<void> sync_folder(const fs::path& folder);
Result<void> move_file(const fs::path& from, const fs::path& to);   // durable once the folder of `to` is synced
Result<void> make_folder(const fs::path& folder);                   // 0700; it may exist
Result<void> remove_file(const fs::path& path);                     // it may be missing
Result<std::vector<std::string>> names_in(const fs::path& folder);  // sorted

// The file is there whole, or as it was before. `scratch` is a folder of the same file system.
Result<void> put_file(const fs::path& scratch, const fs::path& path, std::string_view bytes);

}  // namespace tenstone::backup
