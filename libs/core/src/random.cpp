#include "tenstone/core/random.hpp"

#include <cerrno>
#include <sys/random.h>
#include <system_error>

namespace tenstone {

void random_bytes(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw std::system_error(errno, std::generic_category(), "getrandom");
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

std::string random_string(std::size_t bytes) {
  std::string out(bytes, '\0');
  random_bytes(std::as_writable_bytes(std::span(out)));
  return out;
}

}  // namespace tenstone
