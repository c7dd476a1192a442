#pragma once
#include <string>

namespace tenstone::testing {

// The servers that a test run was given (`make test` starts private ones). Throws std::runtime_error that says how to
// get them: a test that needs a real server never passes without one.
std::string database_url();
std::string redis_url();

}  // namespace tenstone::testing
