#include "descriptors.hpp"

#include <algorithm>
#include <filesystem>
#include <sys/resource.h>
#include <system_error>

namespace tenstone::service {
namespace {
constexpr std::size_t kLeast = 8;
}

std::size_t open_descriptors() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::size_t count = 0;
  for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) ++count;
  return count;
}

std::size_t raise_descriptor_limit(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const auto before = limit.rlim_cur;
  limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
  return before >= limit.rlim_cur || setrlimit(RLIMIT_NOFILE, &limit) != 0 ? before : limit.rlim_cur;
}

std::size_t connections_below(std::size_t limit, std::size_t reserved, std::size_t wanted) {
  const std::size_t room = limit - std::min(limit, reserved);
  return std::min(wanted, std::max(room, kLeast));
}

}  // namespace tenstone::service
