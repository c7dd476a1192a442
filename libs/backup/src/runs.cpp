#include "tenstone/backup/runs.hpp"

#include <condition_variable>
#include <fmt/core.h>
#include <malloc.h>
#include <mutex>
#include <thread>

#include "run_list.hpp"
#include "tenstone/core/uuid.hpp"

namespace tenstone::backup {
namespace {

constexpr std::size_t kPublished = 20;
constexpr std::chrono::milliseconds kTick{250};

// Cancels statements of PostgreSQL, which blocks.
void stop_each(std::vector<std::stop_source>& sources) {
  for (std::stop_source& each : sources) each.request_stop();
}

}  // namespace

// Each run has a thread. One more, the watcher, publishes what has changed, ends what takes too long, and joins the
// threads of runs that have ended.
struct Runs::State {
  const Repository& repository;
  const Clock& clock;
  const RunsOptions options;
  const logging::Logger log;
  metrics::Registry& metrics;
  http::EventHub* const hub;

  mutable std::mutex mutex = {};  // over all below
  std::condition_variable changed = {};
  RunList runs = {};
  bool stopping = false;
  bool is_new = true;       // a run began or ended since the last event
  bool progressed = false;  // only a progress has changed since
  Ids ids{clock};
  std::thread watcher = {};

  void work(RunRecord& run, RunRequest request);
  Result<RunOutcome> outcome_of(RunRecord& run, const RunRequest& request);
  void report_end(const RunAnswer& run, const std::string& detail);
  void watch();
  void publish(std::unique_lock<std::mutex>& lock);
};

Result<RunOutcome> Runs::State::outcome_of(RunRecord& run, const RunRequest& request) {
  const auto on_progress = [&](const Progress& progress) {
    const std::scoped_lock lock(mutex);
    set_progress(run, progress, clock.now());
    progressed = true;
  };
  try {
    return RunWork{.repository = repository,
                   .clock = clock,
                   .options = options,
                   .request = request,
                   .on_progress = on_progress,
                   .stop = run.stop.get_token()}
        .run();
  } catch (const Failure& failure) {
    return failure.error();
  } catch (const std::exception& thrown) {
    return Error(kInternal, {}, thrown.what());
  }
}

void Runs::State::report_end(const RunAnswer& run, const std::string& detail) {
  metrics
      .counter("tenstone_backup_runs_total", "Runs of the backup that ended",
               {{"kind", std::string(to_string(run.kind))}, {"result", std::string(to_string(run.state))}})
      .add();
  const std::string subject = run.version.value_or(run.database.value_or(""));
  const auto took = *run.ended_at - run.started_at;
  if (!run.error)
    log.info("run.done", {{"run", run.id}, {"kind", to_string(run.kind)}, {"of", subject}, {"took", took}});
  else
    log.log(run.state == RunState::Failed ? logging::Level::Error : logging::Level::Info,
            run.state == RunState::Failed ? "run.failed" : "run.cancelled",
            {{"run", run.id},
             {"kind", to_string(run.kind)},
             {"of", subject},
             {"took", took},
             {"code", run.error->code},
             {"error", run.error->detail},
             {"detail", detail}});
}

void Runs::State::work(RunRecord& run, RunRequest request) {
  auto outcome = outcome_of(run, request);
  const std::string detail = outcome ? "" : outcome.error().detail;
  RunAnswer ended;
  {
    const std::scoped_lock lock(mutex);
    end_run(run, std::move(outcome), clock.now());
    ended = run.answer;
    is_new = true;
    changed.notify_all();
  }
  report_end(ended, detail);
  if (request.on_end) request.on_end(ended);
  const std::scoped_lock lock(mutex);
  run.returned = true;
  changed.notify_all();
}

void Runs::State::publish(std::unique_lock<std::mutex>& lock) {
  const bool has_changed = is_new || progressed;
  is_new = progressed = false;
  if (hub == nullptr || !has_changed) return;
  const RunsAnswer answer{runs.newest(kPublished)};
  lock.unlock();
  hub->publish({.data = validation::to_json(answer), .type = "runs"});
  lock.lock();
}

void Runs::State::watch() {
  std::unique_lock lock(mutex);
  while (true) {
    publish(lock);
    auto threads = runs.take_returned();
    auto late = runs.too_long(clock.now(), options.max_run);
    lock.unlock();
    stop_each(late);
    for (std::thread& each : threads) each.join();
    // What a run used it used for that run alone, and malloc keeps freed memory (docs/adr/0030).
    if (!threads.empty()) malloc_trim(0);
    lock.lock();
    runs.drop_oldest();
    const auto has_work = [&] { return is_new || runs.any_returned() || (stopping && runs.all_reaped()); };
    if (stopping && runs.all_reaped() && !is_new) return;
    if (runs.any_active())
      changed.wait_for(lock, kTick, has_work);
    else
      changed.wait(lock, has_work);
  }
}

Runs::Runs(const Repository& repository, const Clock& clock, RunsOptions options, logging::Logger log,
           metrics::Registry& metrics, http::EventHub* hub)
    : state_(new State{.repository = repository,
                       .clock = clock,
                       .options = std::move(options),
                       .log = std::move(log),
                       .metrics = metrics,
                       .hub = hub}) {
  state_->watcher = std::thread([state = state_.get()] { state->watch(); });
}

Runs::~Runs() { stop(); }

Result<RunAnswer> Runs::start(RunRequest request) {
  const std::scoped_lock lock(state_->mutex);
  if (state_->stopping) return kBackupStopping;
  if (const RunRecord* active = state_->runs.active(request.kind))
    return Error(kBackupRunActive, fmt::format("The {} {} is active already: wait for its end, or cancel it",
                                               to_string(request.kind), active->answer.id));
  RunAnswer answer{.id = to_string(state_->ids.next()), .kind = request.kind, .started_at = state_->clock.now()};
  if (!request.database.empty()) answer.database = request.database;
  if (request.version) {
    answer.database = request.version->database;
    answer.version = to_string(*request.version);
  }
  RunRecord& run = state_->runs.add(std::move(answer));
  RunAnswer shown = run.answer;
  run.thread = std::thread(
      [state = state_.get(), &run, request = std::move(request)]() mutable { state->work(run, std::move(request)); });
  state_->is_new = true;
  state_->changed.notify_all();
  return shown;
}

Result<void> Runs::cancel(const std::string& id) {
  std::unique_lock lock(state_->mutex);
  RunRecord* run = state_->runs.find(id);
  if (run == nullptr) return kBackupRunMissing;
  if (run->answer.state != RunState::Running) return kBackupRunEnded;
  std::stop_source stop = run->stop;
  lock.unlock();
  stop.request_stop();
  return {};
}

std::optional<RunAnswer> Runs::find(const std::string& id) const {
  const std::scoped_lock lock(state_->mutex);
  const RunRecord* run = state_->runs.find(id);
  return run == nullptr ? std::nullopt : std::optional(run->answer);
}

std::vector<RunAnswer> Runs::list() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->runs.newest(SIZE_MAX);
}

void Runs::stop() {
  std::unique_lock lock(state_->mutex);
  state_->stopping = true;
  auto active = state_->runs.all_active();
  lock.unlock();
  stop_each(active);
  state_->changed.notify_all();
  if (state_->watcher.joinable()) state_->watcher.join();
}

}  // namespace tenstone::backup
