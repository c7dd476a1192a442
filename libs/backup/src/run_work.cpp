#include "run_work.hpp"

#include <fmt/core.h>
#include <utility>

#include "tenstone/backup/answers.hpp"
#include "tenstone/backup/drill.hpp"
#include "tenstone/backup/swap.hpp"
#include "tenstone/backup/take.hpp"
#include "tenstone/postgres/connection_string.hpp"

namespace tenstone::backup {
namespace {

template <class T>
RunOutcome outcome_of(const T& answer) {
  return {.result = {.text = validation::to_json(answer)}};
}

}  // namespace

RestoreOptions RunWork::restore_options() const {
  return {.url = options.server.reveal(), .workers = options.workers, .on_progress = on_progress, .stop = stop};
}

Result<RunOutcome> RunWork::take() const {
  auto url = postgres::with_database(options.server.reveal(), request.database);
  if (!url) return url.error();
  const auto version = backup::take(repository, clock,
                                    {.url = std::move(*url),
                                     .workers = options.workers,
                                     .tool_version = options.tool_version,
                                     .on_progress = on_progress,
                                     .stop = stop,
                                     .newest = request.newest});
  if (!version) return version.error();
  const auto summary = summarise_version(repository, *version);
  if (!summary) return summary.error();
  return RunOutcome{.result = {.text = validation::to_json(*summary)}, .version = summary->version};
}

Result<RunOutcome> RunWork::restore() const {
  const auto restored = backup::restore(repository, *request.version, clock, restore_options());
  if (!restored) return restored.error();
  RestoreAnswer answer = answer_of(*restored);
  if (!request.swap) return outcome_of(answer);
  auto old = swap(options.server.reveal(), request.version->database, restored->database, clock);
  if (!old) {
    old.error().message += fmt::format(". The restored database is {}", restored->database);
    return old.error();
  }
  answer.old = std::move(*old);
  answer.database = request.version->database;
  return outcome_of(answer);
}

Result<RunOutcome> RunWork::drill() const {
  const auto report = backup::drill(repository, *request.version, clock, restore_options());
  if (!report) return report.error();
  return outcome_of(*report);
}

Result<RunOutcome> RunWork::verify() const {
  const auto report = backup::verify(
      repository, {.share = request.share, .workers = options.workers, .on_progress = on_progress, .stop = stop});
  if (!report) return report.error();
  return outcome_of(answer_of(*report));
}

Result<RunOutcome> RunWork::prune() const {
  const auto report = backup::prune(repository, {.on_progress = on_progress, .stop = stop});
  if (!report) return report.error();
  return outcome_of(answer_of(*report));
}

Result<RunOutcome> RunWork::run() const {
  switch (request.kind) {
    case RunKind::Take: return take();
    case RunKind::Restore: return restore();
    case RunKind::Drill: return drill();
    case RunKind::Verify: return verify();
    case RunKind::Prune: return prune();
  }
  std::unreachable();
}

}  // namespace tenstone::backup
