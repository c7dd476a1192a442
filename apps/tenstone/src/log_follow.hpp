#pragma once
#include "tenstone/log_view/logs.hpp"

namespace tenstone::cli {

// Prints what is written to a log from `query.after` on, entry by entry, until nobody reads it. What is between two
// files, or missing, is said on stderr. Blocks. Throws Failure: those of log_view::Tails.
void follow(const log_view::Logs& logs, log_view::TailQuery query, bool json);

}  // namespace tenstone::cli
