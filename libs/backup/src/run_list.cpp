#include "run_list.hpp"

#include <algorithm>

#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

bool is_active(const RunRecord& run) { return run.answer.state == RunState::Running; }

// A phase goes on as fast as it went so far.
std::optional<std::int64_t> seconds_left(const Progress& progress, std::chrono::microseconds spent) {
  if (progress.done == 0 || progress.total < progress.done) return std::nullopt;
  const double each = std::chrono::duration<double>(spent).count() / static_cast<double>(progress.done);
  return static_cast<std::int64_t>(each * static_cast<double>(progress.total - progress.done) + 0.5);
}

}  // namespace

RunRecord& RunList::add(RunAnswer answer) { return runs_.emplace_front(RunRecord{.answer = std::move(answer)}); }

RunRecord* RunList::find(std::string_view id) {
  const auto found =
      std::ranges::find(runs_, id, [](const RunRecord& run) -> const std::string& { return run.answer.id; });
  return found == runs_.end() ? nullptr : &*found;
}

const RunRecord* RunList::active(RunKind kind) const {
  const auto found =
      std::ranges::find_if(runs_, [&](const RunRecord& run) { return is_active(run) && run.answer.kind == kind; });
  return found == runs_.end() ? nullptr : &*found;
}

bool RunList::any_active() const { return std::ranges::any_of(runs_, is_active); }
bool RunList::any_returned() const {
  return std::ranges::any_of(runs_, [](const RunRecord& run) { return run.returned && run.thread.joinable(); });
}
bool RunList::all_reaped() const {
  return std::ranges::none_of(runs_, [](const RunRecord& run) { return run.thread.joinable(); });
}

std::vector<std::stop_source> RunList::all_active() const {
  std::vector<std::stop_source> sources;
  for (const RunRecord& run : runs_)
    if (is_active(run)) sources.push_back(run.stop);
  return sources;
}

std::vector<std::stop_source> RunList::too_long(Time now, std::chrono::seconds limit) {
  std::vector<std::stop_source> sources;
  for (RunRecord& run : runs_) {
    if (!is_active(run) || run.stop.stop_requested() || now - run.answer.started_at < limit) continue;
    run.too_long = true;
    sources.push_back(run.stop);
  }
  return sources;
}

std::vector<std::thread> RunList::take_returned() {
  std::vector<std::thread> threads;
  for (RunRecord& run : runs_)
    if (run.returned && run.thread.joinable()) threads.push_back(std::move(run.thread));
  return threads;
}

void RunList::drop_oldest() {
  std::size_t ended = 0;
  std::erase_if(runs_, [&](const RunRecord& run) {
    return !is_active(run) && ++ended > kKept && run.returned && !run.thread.joinable();
  });
}

std::vector<RunAnswer> RunList::newest(std::size_t most) const {
  std::vector<RunAnswer> answers;
  for (const RunRecord& run : runs_) {
    if (answers.size() == most) break;
    answers.push_back(run.answer);
  }
  return answers;
}

void set_progress(RunRecord& run, const Progress& progress, Time now) {
  auto& shown = run.answer.progress;
  if (!shown || shown->phase != progress.phase) run.phase_began = now;
  shown = ProgressAnswer{.phase = std::string(progress.phase),
                         .tables = progress.tables,
                         .rows = progress.rows,
                         .bytes = progress.bytes,
                         .done = progress.done,
                         .total = progress.total,
                         .seconds_left = seconds_left(progress, now - run.phase_began)};
}

void end_run(RunRecord& run, Result<RunOutcome> outcome, Time now) {
  run.answer.ended_at = now;
  if (outcome) {
    run.answer.state = RunState::Done;
    run.answer.result = std::move(outcome->result);
    if (outcome->version) run.answer.version = std::move(outcome->version);
    return;
  }
  const bool cancelled = outcome.error().is(kBackupCancelled);
  run.answer.state = cancelled && !run.too_long ? RunState::Cancelled : RunState::Failed;
  const Error error = cancelled && run.too_long ? Error(kBackupRunTooLong) : std::move(outcome.error());
  run.answer.error = RunFault{.code = error.code, .detail = error.message};
}

}  // namespace tenstone::backup
