#include "tenstone/testing/servers.hpp"

#include <cstdlib>
#include <stdexcept>

namespace tenstone::testing {
namespace {

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0')
    throw std::runtime_error(std::string(name) +
                             " is not set: run this by `make test`, or by `tenstone services -- PROGRAM`");
  return value;
}

}  // namespace

std::string database_url() { return from_environment("DATABASE_URL"); }
std::string redis_url() { return from_environment("REDIS_URL"); }

}  // namespace tenstone::testing
