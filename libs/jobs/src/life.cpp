// A worker's life: sign in, beat, take over from the dead.
#include "engine.hpp"
#include "life_statements.hpp"
#include "statements.hpp"
#include "tenstone/jobs/job.hpp"
#include "tenstone/postgres/clock.hpp"

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;

constexpr int kPartitionDaysAhead = 3;
constexpr auto kDropEvery = 1h;
constexpr auto kMakeAgainAfter = 10min;
constexpr std::int16_t kMostLost = 3;  // workers that a job may take down before it is called poison

}  // namespace

void Engine::start() {
  const auto keep = [this](std::string name, auto make) {
    supervisor_.keep(std::move(name),
                     [self = shared_from_this(), make](runtime::Pulse pulse) { return make(self, std::move(pulse)); });
  };
  for (std::size_t i = 0; i < options_.lanes; ++i) keep("jobs.lane", &Engine::lane);
  keep("jobs.beat", &Engine::live);
  keep("jobs.deadlines", &Engine::watch_deadlines);
}

Task<> Engine::live(std::shared_ptr<Engine> self, runtime::Pulse pulse) {
  while (!self->closed()) {
    try {
      co_await self->keep_alive();
    } catch (...) {
      self->beats_in_a_row_ = 0;
      self->watch_fence();
      throw;
    }
    if (self->worker_ == 0) continue;  // taken for dead
    pulse.well();
    if (!self->closed()) co_await self->closing_.wait(self->options_.beat);
  }
}

Task<> Engine::keep_alive() {
  if (worker_ == 0) co_return co_await sign_in();
  const bool dead = co_await renew();
  // Not at the first beat after a silence: the others may have been cut off with us, and beat in a moment.
  if (dead && beats_in_a_row_ >= 2) co_await rescue();
}

Task<> Engine::sign_in() {
  struct Self {
    std::int64_t id;
    Time now;
  };
  const auto began = Steady::now();
  std::vector<std::int32_t> queues;
  for (const std::string& name : options_.queues) {
    const auto id = co_await names_.queue(name);
    if (!id) throw Failure(id.error());
    queues.push_back(*id);
  }
  std::vector<std::string> announced = others_.announced;
  for (const auto& [name, code] : handlers_) {
    const auto id = co_await names_.kind(name);
    if (!id) throw Failure(id.error());
    kinds_[*id] = {name, code};
    announced.push_back(name);
  }
  queues_ = std::move(queues);
  for (std::int16_t priority = 0; priority <= kIdle; ++priority) {
    for (std::size_t i = 0; i < queues_.size(); ++i)
      class_of_[{priority, queues_[i]}] = static_cast<std::size_t>(priority) * queues_.size() + i;
  }
  const auto rows = co_await database_.write(sql::kSignIn, std::move(announced));
  if (!rows) throw Failure(rows.error());
  const auto me = rows->one<Self>();
  co_await ensure_partitions(me->now);
  worker_ = me->id;
  epoch_ = 0;
  beaten_at_ = began;
  beats_in_a_row_ = 1;
  fenced_ = false;
  log_.info("worker.signed_in", {{"worker", worker_}});
  woken_ = true;
  changed_.notify();
}

// When it does not work (somebody holds the table), rows of a new day go to the default partition meanwhile. Tried
// again only now and then: while it waits for its lock, readers of the history wait behind it.
Task<> Engine::ensure_partitions(Time now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (partitioned_on_ == today || Steady::now() < next_making_) co_return;
  next_making_ = Steady::now() + kMakeAgainAfter;
  try {
    const auto done = co_await database_.write(sql::kEnsurePartitions, std::int32_t{kPartitionDaysAhead});
    if (!done) throw Failure(done.error());
    const auto forgotten = co_await database_.write(sql::kForgetKeys);
    if (!forgotten) throw Failure(forgotten.error());
    partitioned_on_ = today;
    next_making_ = {};
  } catch (const Failure& failure) {
    log_.warn("jobs.partitions_failed", {{"code", failure.error().code}, {"error", failure.error().detail}});
  }
}

// Only now and then, whether it works or not: it may hold up what ends attempts.
Task<> Engine::drop_history() {
  if (Steady::now() < next_drop_) co_return;
  next_drop_ = Steady::now() + kDropEvery;
  const auto seconds = static_cast<double>(std::chrono::seconds(options_.history).count());
  try {
    const auto rows = co_await database_.write(sql::kDropPartitions, seconds);
    if (!rows) throw Failure(rows.error());
    if (const auto days = rows->one<std::int32_t>().value_or(0); days > 0)
      log_.info("jobs.history_dropped", {{"partitions", days}});
  } catch (const Failure& failure) {
    log_.warn("jobs.history_not_dropped", {{"code", failure.error().code}, {"error", failure.error().detail}});
  }
}

Task<bool> Engine::renew() {
  struct Beat {
    Time now;
    bool dead;
    double oldest_writer_seconds;
  };
  const auto began = Steady::now();
  const std::int64_t me = worker_;
  const auto rows = co_await database_.write(sql::kBeat, me, static_cast<double>(options_.dead_after.count()));
  if (!rows) throw Failure(rows.error());
  if (worker_ != me) co_return false;
  const auto beat = rows->one<Beat>();
  if (!beat) {
    taken_for_dead();
    co_return false;
  }
  beaten_at_ = began;
  ++beats_in_a_row_;
  if (std::exchange(fenced_, false)) changed_.notify();
  watermark_.oldest_writer(std::chrono::microseconds(static_cast<std::int64_t>(beat->oldest_writer_seconds * 1e6)));
  co_await stop_cancelled();
  co_await ensure_partitions(beat->now);
  co_await drop_history();
  co_return beat->dead;
}

Task<> Engine::stop_cancelled() {
  const auto rows = co_await database_.read(sql::kCancelled, worker_);
  const auto ids = rows.as<Uuid>();
  if (ids.empty()) co_return;
  const std::unordered_set<Uuid> cancelled(ids.begin(), ids.end());
  for (const AttemptPtr& attempt : held_) {
    if (cancelled.contains(attempt->job.public_id)) ask_to_stop(attempt, StopReason::Cancelled);
  }
}

Task<> Engine::beat() {
  if (worker_ != 0) co_await renew();
}

// Others may start our jobs once `dead_after` has passed; we let go of them before.
void Engine::watch_fence() {
  if (fenced_ || !beaten_at_ || Steady::now() - *beaten_at_ < options_.self_fence) return;
  fenced_ = true;
  log_.error("worker.fenced_itself", {{"worker", worker_}, {"running", running_}});
  ask_all_to_stop();
}

// Our row is gone, so all that was ours has been put back, in the same transaction.
void Engine::taken_for_dead() {
  log_.error("worker.taken_for_dead", {{"worker", worker_}, {"running", running_}});
  worker_ = 0;
  unanswered_ = false;
  ask_all_to_stop();
  for (const Ended& each : std::exchange(ended_, {})) fenced_off(each);
  closing_.notify();  // sign in again, now
}

Task<> Engine::rescue() {
  struct Rescued {
    Uuid id;
    std::int16_t attempt;
    std::int64_t worker;
    bool poison;
  };
  const auto dead_after = static_cast<double>(options_.dead_after.count());
  auto transaction = co_await database_.begin();
  const auto holds = co_await transaction.execute(sql::kHoldClock, postgres::kClockLock);
  if (!holds) throw Failure(holds.error());
  if (!holds->one<bool>().value_or(false)) co_return;
  const auto dead = co_await transaction.execute(sql::kDead, dead_after, worker_);
  if (!dead) throw Failure(dead.error());
  const auto workers = dead->as<std::int64_t>();
  if (workers.empty()) co_return;
  const auto rows =
      co_await transaction.execute(sql::kRescue, workers, kMostLost, kWorkerLost.name(), kWorkerLost.meaning());
  if (!rows) throw Failure(rows.error());
  co_await transaction.commit();
  for (const std::int64_t worker : workers) log_.warn("worker.died", {{"worker", worker}});
  for (const Rescued& job : rows->as<Rescued>()) {
    log_.warn(job.poison ? "job.buried" : "job.rescued",
              {{"job", job.id}, {"attempt", static_cast<int>(job.attempt)}, {"worker", job.worker}});
    meters_.rescued.add();
  }
  woken_ = true;
  changed_.notify();
}

}  // namespace tenstone::jobs
