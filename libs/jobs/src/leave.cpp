// The end of attempts that do not end by themselves, and that of the worker.
#include <algorithm>

#include "engine.hpp"
#include "life_statements.hpp"
#include "verdict.hpp"

namespace tenstone::jobs {

using namespace std::chrono_literals;

void Engine::ask_to_stop(const AttemptPtr& attempt, StopReason why) {
  attempt->ask_to_stop(why, Steady::now() + options_.overdue);
  if (attempt->give_up_at < next_deadline_) hurries_.notify();
}

void Engine::ask_all_to_stop() {
  for (const AttemptPtr& attempt : held_) ask_to_stop(attempt, StopReason::Worker);
}

Task<> Engine::watch_deadlines(std::shared_ptr<Engine> self, runtime::Pulse pulse) {
  while (!self->closed()) {
    self->next_deadline_ = self->stop_overdue();
    pulse.well();
    const auto left = self->next_deadline_ - Steady::now();
    co_await self->hurries_.wait(std::clamp<Steady::duration>(left, 1ms, 1h));
  }
}

// Asks those to stop whose time is over, gives up those who were asked in vain, and says when the next one is due.
Engine::Steady::time_point Engine::stop_overdue() {
  const auto now = Steady::now();
  auto next = Steady::time_point::max();
  std::vector<AttemptPtr> deaf;
  for (const AttemptPtr& attempt : held_) {
    if (attempt->ended) continue;
    if (now >= attempt->deadline) attempt->ask_to_stop(StopReason::TimedOut, now + options_.overdue);
    if (now >= attempt->give_up_at)
      deaf.push_back(attempt);
    else
      next = std::min({next, attempt->give_up_at, now < attempt->deadline ? attempt->deadline : next});
  }
  for (const AttemptPtr& attempt : deaf) give_up(attempt, stopped(attempt));
  return next;
}

// Its handler goes on, and what that brings is dropped; the slot and the job are free.
void Engine::give_up(const AttemptPtr& attempt, Ended ended) {
  attempt->ended = true;
  --running_;
  ++stuck_;
  meters_.running.set(static_cast<double>(running_));
  meters_.stuck.set(static_cast<double>(stuck_));
  log_of(*attempt).error("job.overdue", {{"outcome", to_string(ended.outcome)}, {"stuck", stuck_}});
  if (attempt->worker != worker_) {  // taken_for_dead()
    fenced_off(ended);
  } else {
    ended_.push_back(std::move(ended));
    if (!first_waits_) first_waits_ = Steady::now();
  }
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
    ask_all_to_stop();
    clean = co_await emptied(options_.drain_stopped);
  }
  if (!clean) {
    std::vector<AttemptPtr> late;
    for (const AttemptPtr& attempt : held_)
      if (attempt->worker == worker_ && !attempt->ended) late.push_back(attempt);
    for (const AttemptPtr& attempt : late) give_up(attempt, interrupted(attempt));
    log_.warn("worker.put_back", {{"jobs", late.size()}});
    first_waits_ = Steady::now();
    changed_.notify();
    hurried_ = false;
    co_await emptied(5s);
  }
  supervisor_.stop();
  changed_.notify();
  closing_.notify();
  hurries_.notify();
  co_await supervisor_.join();
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
  clean = clean && stuck_ == 0;
  log_.info("worker.drained", {{"clean", clean}, {"stuck", stuck_}});
  co_return clean;
}

}  // namespace tenstone::jobs
