// One `tenstone up` a data folder. The lock is the kernel's, so it is gone when its holder is, in any way.
#pragma once
#include <filesystem>
#include <optional>
#include <sys/types.h>

#include "tenstone/core/fd.hpp"

namespace tenstone::cli {

struct Running {
  pid_t pid = 0;
  unsigned short port = 0;
};

// Takes the lock and notes who holds it; empty when somebody else does. The folder must exist. Throws
// std::system_error.
std::optional<Fd> lock_up(const std::filesystem::path& data, unsigned short port);

// Who holds it now; nobody: empty.
std::optional<Running> who_is_up(const std::filesystem::path& data);

}  // namespace tenstone::cli
