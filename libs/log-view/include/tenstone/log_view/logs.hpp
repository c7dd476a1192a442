// Reads logs for requests: pages of entries, what stands around one, and counts over time. Without an index: each call
// reads the part of the files that it needs, up to its budget.
#pragma once
#include <chrono>
#include <cstdint>

#include "tenstone/log_view/answers.hpp"
#include "tenstone/log_view/lines.hpp"
#include "tenstone/log_view/query.hpp"
#include "tenstone/log_view/sources.hpp"

namespace tenstone::log_view {

struct LogsOptions {
  std::uint64_t budget_bytes = std::uint64_t{1} << 30;  // that one request reads
  std::chrono::milliseconds budget_time{2'000};
};

// All calls block: on a loop they run on the blocking pool. Safe on every thread at once.
//
// Errors of all: log_not_found. Of those with `q`: log_query_invalid. Of those with a cursor or an id: invalid_cursor,
// log_gone. Throws Failure log_io when a file cannot be read.
class Logs {
 public:
  // All outlive it. `clock`: for last: and the budget.
  Logs(const Sources& sources, const web::Cursors& cursors, const Clock& clock, LogsOptions options = {});

  LogsAnswer list() const;
  Result<AboutAnswer> about(const AboutQuery& query) const;
  Result<EntriesAnswer> entries(const EntriesQuery& query) const;
  Result<ContextAnswer> context(const ContextQuery& query) const;
  Result<HistogramAnswer> histogram(const HistogramQuery& query) const;

  const Sources& sources() const { return sources_; }
  const web::Cursors& cursors() const { return cursors_; }
  const Clock& clock() const { return clock_; }
  const LogsOptions& options() const { return options_; }

 private:
  Budget budget() const;
  Result<std::pair<Time, Time>> times_of(const HistogramQuery& query, const Query& parsed, Budget& budget) const;

  const Sources& sources_;
  const web::Cursors& cursors_;
  const Clock& clock_;
  const LogsOptions options_;
};

}  // namespace tenstone::log_view
