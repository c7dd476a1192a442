#pragma once
#include <fmt/core.h>

#include "tenstone/core/error.hpp"

namespace tenstone::cli {

// For one line of people: the faults of an input behind what is wrong with all of it.
inline Error in_one_line(Error error) {
  for (const Issue& issue : error.issues)
    error.message += fmt::format("; {}: {}", issue.pointer.empty() ? "/" : issue.pointer, issue.message);
  return error;
}

}  // namespace tenstone::cli
