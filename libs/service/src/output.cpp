#include "tenstone/service/output.hpp"

#include <cerrno>
#include <system_error>

#include "tenstone/core/console.hpp"

namespace tenstone::service {

int end_output(std::string_view name, int code) {
  if (std::fflush(stdout) == 0 || errno == EPIPE || code != 0) return code;
  console::print_error("{}: cannot write to stdout: {}\n", name, std::generic_category().message(errno));
  return 1;
}

}  // namespace tenstone::service
