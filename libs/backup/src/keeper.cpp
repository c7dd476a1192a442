#include "tenstone/backup/keeper.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "agenda.hpp"
#include "alarms.hpp"
#include "histories.hpp"
#include "tenstone/backup/answers.hpp"
#include "tenstone/backup/drill_report.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {
namespace {

constexpr std::chrono::seconds kPoll(2);

RunKind kind_of(Step::Kind kind) {
  switch (kind) {
    case Step::Kind::Take: return RunKind::Take;
    case Step::Kind::Prune: return RunKind::Prune;
    case Step::Kind::Verify: return RunKind::Verify;
    case Step::Kind::Drill: return RunKind::Drill;
    case Step::Kind::Forget: break;  // no run: it takes a moment
  }
  std::unreachable();
}

}  // namespace

KeeperOptions keeper_options(const Settings& settings, std::vector<std::string> databases) {
  return {.databases = std::move(databases),
          .schedule = settings.schedule,
          .drill = settings.drill,
          .retention = settings.retention(),
          .max_age = settings.max_age,
          .verify_parts = settings.verify_parts};
}

// `mutex` guards what the threads of runs and the callers write; all else belongs to the Keeper's own thread.
struct Keeper::State {
  const Repository& repository;
  Runs& runs;
  const Clock& clock;
  const KeeperOptions options;
  const logging::Logger log;

  std::mutex mutex = {};
  std::condition_variable changed = {};
  bool stopping = false, hinted = false;
  std::optional<RunAnswer> ended = {};

  Agenda agenda{options.databases, options.schedule, options.drill};
  HistoryReader histories{repository, options.databases};
  Alarms alarms;
  std::optional<Step> active = {};
  std::thread thread = {};

  void work(const std::shared_ptr<State>& self);
  void look(const std::shared_ptr<State>& self, const std::optional<RunAnswer>& run);
  Outcome outcome_of(const RunAnswer& run) const;
  Outcome outcome_of_drill(const RunAnswer& run) const;
  Outcome outcome_of_verify(const RunAnswer& run) const;
  void begin(const std::shared_ptr<State>& self, const Step& step);
  Outcome forget(const std::string& database) const;
  RunRequest request_of(const std::shared_ptr<State>& self, const Step& step) const;
};

void Keeper::State::work(const std::shared_ptr<State>& self) {
  std::unique_lock lock(mutex);
  while (!stopping) {
    const auto run = std::exchange(ended, std::nullopt);
    if (std::exchange(hinted, false) || run) histories.forget_what_was_read();
    lock.unlock();
    look(self, run);
    lock.lock();
    changed.wait_for(lock, kPoll, [this] { return stopping || hinted || ended; });
  }
}

void Keeper::State::look(const std::shared_ptr<State>& self, const std::optional<RunAnswer>& run) {
  // A pause begins when the run ended, not when this thread sees it.
  if (run) agenda.ended(*std::exchange(active, std::nullopt), outcome_of(*run), run->ended_at.value_or(clock.now()));
  const auto& read = histories.read();
  const Time now = clock.now();
  alarms.look(read, histories.faults(), agenda, now);
  while (!active) {
    const auto step = agenda.next(read, now);
    if (!step) return;
    begin(self, *step);
  }
}

Outcome Keeper::State::outcome_of(const RunAnswer& run) const {
  if (run.state == RunState::Cancelled) return Outcome::Cancelled;
  if (run.error) return run.error->code == kBackupLocked.name() ? Outcome::Busy : Outcome::Failed;
  if (run.kind == RunKind::Drill) return outcome_of_drill(run);
  if (run.kind == RunKind::Verify) return outcome_of_verify(run);
  return Outcome::Good;
}

Outcome Keeper::State::outcome_of_drill(const RunAnswer& run) const {
  const auto report = validation::parse_json<DrillReport>(run.result.value().text);
  if (!report || report->differences.empty()) return Outcome::Good;
  const Difference& first = report->differences.front();
  log.error("backup.drill_differs", {{"version", report->version},
                                     {"differences", report->differences.size()},
                                     {"schema", first.schema},
                                     {"table", first.name},
                                     {"what", first.what}});
  return Outcome::Failed;
}

// Damage does not heal: it is reported, and the next part has its turn tomorrow.
Outcome Keeper::State::outcome_of_verify(const RunAnswer& run) const {
  const auto report = validation::parse_json<VerifyAnswer>(run.result.value().text);
  if (!report) return Outcome::Good;
  for (const DamageAnswer& damage : report->damages)
    log.error("backup.damaged", {{"what", damage.what}, {"versions_lost", damage.versions.size()}});
  return Outcome::Good;
}

void Keeper::State::begin(const std::shared_ptr<State>& self, const Step& step) {
  if (step.kind == Step::Kind::Forget) return agenda.ended(step, forget(step.database), clock.now());
  const auto started = runs.start(request_of(self, step));
  if (started)
    active = step;
  else
    agenda.ended(step, started.error().is(kBackupRunActive) ? Outcome::Busy : Outcome::Cancelled, clock.now());
}

RunRequest Keeper::State::request_of(const std::shared_ptr<State>& self, const Step& step) const {
  RunRequest request{.kind = kind_of(step.kind)};
  if (step.kind == Step::Kind::Take) {
    request.database = step.database;
    request.newest = histories.last_number(step.database);
  }
  if (step.kind == Step::Kind::Drill) request.version = histories.newest(step.database);
  if (step.kind == Step::Kind::Verify) {
    const auto day = std::chrono::floor<std::chrono::days>(clock.now()).time_since_epoch().count();
    request.share = {.part = static_cast<std::uint64_t>(day) % options.verify_parts, .of = options.verify_parts};
  }
  request.on_end = [self](const RunAnswer& run) {
    const std::scoped_lock lock(self->mutex);
    self->ended = run;
    self->changed.notify_all();
  };
  return request;
}

Outcome Keeper::State::forget(const std::string& database) const {
  const auto forgotten = apply_retention(repository, database, options.retention, clock.now());
  if (forgotten) {
    if (!forgotten->forgotten.empty())
      log.info("backup.forgotten", {{"database", database}, {"versions", forgotten->forgotten.size()}});
    return Outcome::Good;
  }
  if (forgotten.error().is(kBackupLocked)) return Outcome::Busy;
  log.error("backup.forget_failed",
            {{"database", database}, {"code", forgotten.error().code}, {"error", forgotten.error().message}});
  return Outcome::Failed;
}

Keeper::Keeper(const Repository& repository, Runs& runs, const Clock& clock, KeeperOptions options, logging::Logger log,
               metrics::Registry& metrics)
    : state_(new State{.repository = repository,
                       .runs = runs,
                       .clock = clock,
                       .options = options,
                       .log = log,
                       .alarms = Alarms(options, log, metrics)}) {}

Keeper::~Keeper() { stop(); }

void Keeper::start() {
  state_->thread = std::thread([state = state_] { state->work(state); });
}

void Keeper::look() {
  const std::scoped_lock lock(state_->mutex);
  state_->hinted = true;
  state_->changed.notify_all();
}

void Keeper::stop() {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->stopping = true;
    state_->changed.notify_all();
  }
  if (state_->thread.joinable()) state_->thread.join();
}

}  // namespace tenstone::backup
