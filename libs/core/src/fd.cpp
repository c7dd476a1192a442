#include "tenstone/core/fd.hpp"

#include <unistd.h>

namespace tenstone {

Fd::~Fd() { reset(); }

void Fd::reset() {
  if (const int fd = release(); fd >= 0) close(fd);
}

}  // namespace tenstone
