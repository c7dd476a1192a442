// A file that readers see whole: the old bytes or the new ones, never a mixture and never a part.
#pragma once
#include <filesystem>
#include <string_view>
#include <sys/types.h>

#include "tenstone/core/result.hpp"

namespace tenstone {

inline const ErrorCode kFileUnwritable{ErrorKind::Unavailable, "file_unwritable", "A file cannot be written"};

// Replaces the file `path` by `bytes`. Blocks until the bytes and the name are on the disk (fsync of the file and of
// its folder): on a loop, call it through the blocking pool.
//
// The bytes go to a new file of the same folder, named like `path` with a dot and a random number behind it, which is
// then renamed. So any number of threads and processes may write one path: the last rename wins, and it wins whole. The
// new file has `mode`, less the umask, from its creation on. A symbolic link at `path` is replaced, not followed.
//
// Error: file_unwritable, whose detail has the path and the system's reason. Then the new file is gone and the old one
// stands; only when the folder cannot be synced has the old one been replaced already. A process that is killed while
// it writes leaves the file with the number.
Result<void> write_whole_file(const std::filesystem::path& path, std::string_view bytes, mode_t mode);

}  // namespace tenstone
