#pragma once
#include <string_view>

#include "tenstone/core/error.hpp"

struct pg_result;

namespace tenstone::postgres {

// What a server's error means. The codes are those of PostgreSQL's Appendix A.
struct Diagnosis {
  Error error;
  bool fatal = true;          // ends the request; else the caller can act on it
  bool stale = false;         // the prepared statement is unknown or out of date: it did not run
  bool disconnected = false;  // the server ends the connection with it
};
Diagnosis diagnose(const pg_result* result, std::string_view statement);

}  // namespace tenstone::postgres
