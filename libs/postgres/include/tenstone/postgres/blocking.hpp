// One statement on a connection of its own, for what runs before there are loops: the supervisor of the local services,
// health checks, tools. Everything else uses the pool.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::postgres {

inline const ErrorCode kStatementRefused{ErrorKind::Internal, "statement_refused",
                                         "The database refused a statement of ours"};

using TextRows = std::vector<std::vector<std::optional<std::string>>>;  // no value: SQL NULL

// Connects, executes, disconnects. BLOCKS up to `deadline` in all (the lookup of a host name is not counted). `sql` may
// be several statements; the rows are the last one's. What the deadline cuts off ends on the server too.
// Errors: database_unavailable (no connection, lost, or too slow), statement_refused (what the server said against it).
Result<TextRows> execute_blocking(const std::string& url, std::string_view sql, std::chrono::milliseconds deadline);

// Waits while the server answers that it starts, recovers or stops, up to `patience`; true when it then takes
// connections. In every other case, a server that is not there included, returns at once: connecting will say what is
// wrong. BLOCKS.
bool await_startup(const std::string& url, std::chrono::milliseconds patience);

}  // namespace tenstone::postgres
