// Runs as they are over HTTP.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

enum class RunKind : std::uint8_t { Take, Restore, Drill, Verify, Prune };
constexpr auto schema(validation::For<RunKind>) {
  return validation::enumeration<RunKind>({{"take", RunKind::Take},
                                           {"restore", RunKind::Restore},
                                           {"drill", RunKind::Drill},
                                           {"verify", RunKind::Verify},
                                           {"prune", RunKind::Prune}});
}
enum class RunState : std::uint8_t { Running, Done, Failed, Cancelled };
constexpr auto schema(validation::For<RunState>) {
  return validation::enumeration<RunState>({{"running", RunState::Running},
                                            {"done", RunState::Done},
                                            {"failed", RunState::Failed},
                                            {"cancelled", RunState::Cancelled}});
}
std::string_view to_string(RunKind kind);
std::string_view to_string(RunState state);

struct ProgressAnswer {
  std::string phase;  // "copy", "load", "finish", "compare", …
  std::uint64_t tables = 0, rows = 0, bytes = 0;
  std::uint64_t done = 0, total = 0;              // units of equal work of this phase
  std::optional<std::int64_t> seconds_left = {};  // of this phase; null: nothing is known yet
};
constexpr auto schema(validation::For<ProgressAnswer>) {
  using validation::field;
  return validation::object<ProgressAnswer>(
      field("phase", &ProgressAnswer::phase), field("tables", &ProgressAnswer::tables),
      field("rows", &ProgressAnswer::rows), field("bytes", &ProgressAnswer::bytes),
      field("done", &ProgressAnswer::done), field("total", &ProgressAnswer::total),
      field("seconds_left", &ProgressAnswer::seconds_left));
}

struct RunFault {
  std::string code, detail;
};
constexpr auto schema(validation::For<RunFault>) {
  return validation::object<RunFault>(validation::field("code", &RunFault::code),
                                      validation::field("detail", &RunFault::detail));
}

struct RunAnswer {
  std::string id;
  RunKind kind = RunKind::Take;
  std::optional<std::string> database = {}, version = {};  // of a take: the version that it made
  RunState state = RunState::Running;
  Time started_at = {};
  std::optional<Time> ended_at = {};
  std::optional<ProgressAnswer> progress = {};
  // When it is done. take: VersionAnswer; restore: RestoreAnswer; drill: DrillReport, also with differences; verify:
  // VerifyAnswer, also with damages; prune: PruneAnswer.
  std::optional<validation::Json> result = {};
  std::optional<RunFault> error = {};
};
constexpr auto schema(validation::For<RunAnswer>) {
  using validation::field;
  return validation::object<RunAnswer>(field("id", &RunAnswer::id), field("kind", &RunAnswer::kind),
                                       field("database", &RunAnswer::database), field("version", &RunAnswer::version),
                                       field("state", &RunAnswer::state), field("started_at", &RunAnswer::started_at),
                                       field("ended_at", &RunAnswer::ended_at), field("progress", &RunAnswer::progress),
                                       field("result", &RunAnswer::result), field("error", &RunAnswer::error));
}

struct RunsAnswer {
  std::vector<RunAnswer> items = {};  // the newest first
};
constexpr auto schema(validation::For<RunsAnswer>) {
  return validation::object<RunsAnswer>(validation::field("items", &RunsAnswer::items));
}

}  // namespace tenstone::backup
