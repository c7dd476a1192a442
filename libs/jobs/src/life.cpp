// A worker's life: sign in, beat, take over from the dead, leave.
#include <algorithm>

#include "engine.hpp"
#include "life_statements.hpp"
#include "statements.hpp"
#include "tenstone/jobs/job.hpp"
#include "tenstone/postgres/clock.hpp"
#include "verdict.hpp"

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;

constexpr int kPartitionDaysAhead = 3;

}  // namespace

void Engine::start() {
  for (std::size_t i = 0; i < options_.lanes; ++i) tasks_.spawn(lane(shared_from_this()));
  tasks_.spawn(live(shared_from_this()));
  tasks_.spawn(watch_deadlines(shared_from_this()));
}

Task<> Engine::live(std::shared_ptr<Engine> self) {
  while (!self->closed_) {
    Steady::duration pause = self->options_.beat;
    try {
      if (self->worker_ == 0) {
        co_await self->sign_in();
      } else {
        const bool dead = co_await self->renew();
        // Not at the first beat after a silence: the others may have been cut off with us, and beat in a moment.
        if (dead && self->beats_in_a_row_ >= 2) co_await self->rescue();
        if (self->worker_ == 0) continue;  // taken for dead
      }
    } catch (const Failure& failure) {
      self->beats_in_a_row_ = 0;
      pause = std::min<Steady::duration>(pause, 1s);
      self->log_.warn("worker.beat_failed", {{"code", failure.error().code}, {"error", failure.error().detail}});
    }
    self->watch_fence();
    if (!self->closed_) co_await self->closing_.wait(pause);
  }
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
  for (const auto& [name, code] : handlers_) {
    const auto id = co_await names_.kind(name);
    if (!id) throw Failure(id.error());
    kinds_[*id] = {name, code};
  }
  queues_ = std::move(queues);
  for (std::int16_t priority = 0; priority <= kIdle; ++priority) {
    for (std::size_t i = 0; i < queues_.size(); ++i)
      class_of_[{priority, queues_[i]}] = static_cast<std::size_t>(priority) * queues_.size() + i;
  }
  const auto rows = co_await database_.write(sql::kSignIn);
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

// When it does not work (somebody holds the table), rows of a new day go to the default partition meanwhile.
Task<> Engine::ensure_partitions(Time now) {
  const auto today = std::chrono::floor<std::chrono::days>(now);
  if (partitioned_on_ == today) co_return;
  try {
    const auto done = co_await database_.write(sql::kEnsurePartitions, std::int32_t{kPartitionDaysAhead});
    if (!done) throw Failure(done.error());
    const auto forgotten = co_await database_.write(sql::kForgetKeys);
    if (!forgotten) throw Failure(forgotten.error());
    partitioned_on_ = today;
  } catch (const Failure& failure) {
    log_.warn("jobs.partitions_failed", {{"code", failure.error().code}, {"error", failure.error().detail}});
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
  co_return beat->dead;
}

Task<> Engine::stop_cancelled() {
  const auto rows = co_await database_.read(sql::kCancelled, worker_);
  const auto ids = rows.as<Uuid>();
  if (ids.empty()) co_return;
  const std::unordered_set<Uuid> cancelled(ids.begin(), ids.end());
  for (const AttemptPtr& attempt : held_) {
    if (cancelled.contains(attempt->job.public_id)) attempt->ask_to_stop(StopReason::Cancelled);
  }
}

Task<> Engine::watch_deadlines(std::shared_ptr<Engine> self) {
  while (!self->closed_) {
    self->next_deadline_ = self->stop_overdue();
    const auto left = self->next_deadline_ - Steady::now();
    co_await self->hurries_.wait(std::clamp<Steady::duration>(left, 1ms, 1h));
  }
}

// Asks those to stop whose time is over, gives up those who were asked in vain, and says when the next one is due.
Engine::Steady::time_point Engine::stop_overdue() {
  const auto now = Steady::now();
  auto next = Steady::time_point::max();
  for (const AttemptPtr& attempt : held_) {
    if (attempt->ended || attempt->deadline == Steady::time_point::max()) continue;
    if (now >= attempt->deadline) attempt->ask_to_stop(StopReason::TimedOut);
    const auto last = attempt->deadline + options_.overdue;
    if (now < last) {
      next = std::min(next, now < attempt->deadline ? attempt->deadline : last);
      continue;
    }
    attempt->ended = true;  // what its handler brings, once it ends, is dropped; until then it keeps its slot
    log_of(*attempt).error("job.overdue", {{"timeout_ms", attempt->code->policy.timeout.count()}});
    ended_.push_back(stopped(attempt));
    if (!first_waits_) first_waits_ = now;
    changed_.notify();
  }
  return next;
}

Task<> Engine::beat() {
  if (worker_ != 0) co_await renew();
}

// Others may start our jobs once `dead_after` has passed; we let go of them before.
void Engine::watch_fence() {
  if (fenced_ || !beaten_at_ || Steady::now() - *beaten_at_ < options_.self_fence) return;
  fenced_ = true;
  log_.error("worker.fenced_itself", {{"worker", worker_}, {"running", running_}});
  for (const AttemptPtr& attempt : held_) attempt->ask_to_stop(StopReason::Worker);
}

// Our row is gone, so all that was ours has been put back, in the same transaction.
void Engine::taken_for_dead() {
  log_.error("worker.taken_for_dead", {{"worker", worker_}, {"running", running_}});
  worker_ = 0;
  unanswered_ = false;
  for (const AttemptPtr& attempt : held_) attempt->ask_to_stop(StopReason::Worker);
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
  const auto rows = co_await transaction.execute(sql::kRescue, workers, static_cast<std::int16_t>(options_.max_lost),
                                                 kWorkerLost.name(), kWorkerLost.meaning());
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

void Engine::hurry() {
  home_.post([self = shared_from_this()] {
    self->hurried_ = true;
    self->settled_.notify();
  });
}

Task<bool> Engine::emptied(Steady::duration timeout) {
  const auto deadline = Steady::now() + timeout;
  while (!held_.empty() && !hurried_) {
    const auto left = deadline - Steady::now();
    if (left <= Steady::duration::zero()) break;
    co_await settled_.wait(left);
  }
  co_return held_.empty();
}

Task<bool> Engine::drain() {
  const auto self = shared_from_this();
  draining_ = true;
  log_.info("worker.draining", {{"running", running_}});
  bool clean = co_await emptied(options_.drain);
  if (!clean) {
    for (const AttemptPtr& attempt : held_) attempt->ask_to_stop(StopReason::Worker);
    clean = co_await emptied(options_.drain_stopped);
  }
  if (!clean) {
    std::size_t put_back = 0;
    for (const AttemptPtr& attempt : held_) {
      if (attempt->worker != worker_ || std::exchange(attempt->ended, true)) continue;
      ended_.push_back(interrupted(attempt));
      ++put_back;
    }
    log_.warn("worker.put_back", {{"jobs", put_back}});
    first_waits_ = Steady::now();
    changed_.notify();
    hurried_ = false;
    co_await emptied(5s);
  }
  closed_ = true;
  changed_.notify();
  closing_.notify();
  hurries_.notify();
  co_await tasks_.join();
  // What could not be put back needs our death to be noticed.
  if (held_.empty() && worker_ != 0) {
    try {
      const auto gone = co_await database_.write(sql::kSignOut, worker_);
      if (!gone) throw Failure(gone.error());
    } catch (const Failure& failure) {
      log_.warn("worker.sign_out_failed", {{"code", failure.error().code}});
    }
  }
  log_.info("worker.drained", {{"clean", clean}});
  co_return clean;
}

}  // namespace tenstone::jobs
