#include "engine.hpp"

#include <algorithm>

#include "tenstone/jobs/job.hpp"
#include "tenstone/runtime/time.hpp"
#include "verdict.hpp"

namespace tenstone::jobs {
namespace {

constexpr std::size_t kMaxWaitingLines = 10'000;  // while PostgreSQL is away

// Runs the handler and says how it ended. What it throws is logged here, once.
Task<Ended> outcome_of_handler(std::shared_ptr<Engine> engine, AttemptPtr attempt) {
  Run run(engine, attempt);
  std::string what;
  Ended ended;
  try {
    const Outcome outcome = co_await attempt->code->handler(run);
    if (const auto* discard = std::get_if<Discard>(&outcome))
      co_return dead(attempt, RunOutcome::Failed, discard->code, discard->reason);
    if (const auto* retry = std::get_if<Retry>(&outcome))
      co_return failed(attempt, RunOutcome::Failed, retry->code, retry->reason, retry->at_least);
    if (const auto* snooze = std::get_if<Snooze>(&outcome)) co_return snoozed(attempt, snooze->delay);
    co_return succeeded(attempt, std::get<Done>(outcome).result, run.take_attached());
  } catch (const Failure& failure) {
    what = failure.what();
    const Error& error = failure.error();
    ended = worth_a_retry(error.kind)
                ? failed(attempt, RunOutcome::Failed, error.code, error.message, error.retry_after)
                : dead(attempt, RunOutcome::Failed, error.code, error.message);
  } catch (const std::exception& error) {
    what = error.what();
    ended = failed(attempt, RunOutcome::Failed, kInternal.name(), kInternal.meaning());
  } catch (...) {
    what = "not a std::exception";
    ended = failed(attempt, RunOutcome::Failed, kInternal.name(), kInternal.meaning());
  }
  if (attempt->stop.stop_requested()) ended = stopped(attempt);
  engine->log_of(*attempt).warn("job.threw", {{"error", what}, {"outcome", to_string(ended.outcome)}});
  co_return ended;
}

void log_end(const Engine& engine, const Ended& ended) {
  if (!engine.log().enabled(logging::Level::Info)) return;
  const logging::Logger log = engine.log_of(*ended.attempt);
  if (ended.code.empty())
    log.info("job.ran", {{"outcome", to_string(ended.outcome)}, {"took", ended.took}});
  else
    log.info("job.ran", {{"outcome", to_string(ended.outcome)}, {"code", ended.code}, {"took", ended.took}});
}

}  // namespace

Engine::Engine(runtime::Loops& loops, postgres::Database& database, const Clock& clock, logging::Logger log,
               metrics::Registry& registry, WorkerOptions options)
    : loops_(loops),
      home_(loops[0]),
      database_(database),
      clock_(clock),
      log_(std::move(log)),
      options_(std::move(options)),
      meters_(registry),
      pace_{options_.slots, options_.batch},
      names_(loops, database),
      watermark_((kIdle + 1) * options_.queues.size()),
      turns_(options_.slots, options_.guests.value_or((options_.slots + 6) / 8)),
      changed_(home_),
      settled_(home_),
      closing_(home_),
      hurries_(home_),
      supervisor_(home_),
      tasks_(home_),
      outboxes_(loops, [](runtime::Loop&) { return std::make_unique<Outbox>(); }) {}

void Engine::handle(std::string name, Kind kind) {
  handlers_.insert_or_assign(std::move(name), std::make_shared<const Kind>(std::move(kind)));
}

const logging::Logger Engine::log_of(const Attempt& attempt) const {
  const Claimed& job = attempt.job;
  const std::string_view trace = job.trace ? std::string_view(*job.trace) : "";
  return log_.with({{"request_id", trace},
                    {"job", job.public_id},
                    {"attempt", static_cast<int>(job.attempt)},
                    {"kind", attempt.kind}});
}

void Engine::begin(std::vector<AttemptPtr> attempts) {
  std::vector<std::vector<AttemptPtr>> by_loop(loops_.size());
  const auto now = Steady::now();
  auto earliest = Steady::time_point::max();
  for (AttemptPtr& attempt : attempts) {
    if (const auto timeout = attempt->code->policy.timeout; timeout.count() > 0) {
      attempt->deadline = now + timeout;
      earliest = std::min(earliest, attempt->deadline);
    }
    by_loop[next_loop_++ % by_loop.size()].push_back(std::move(attempt));
  }
  if (earliest < next_deadline_) {
    next_deadline_ = earliest;
    hurries_.notify();
  }
  for (std::size_t i = 0; i < by_loop.size(); ++i) {
    if (by_loop[i].empty()) continue;
    loops_[i].post([self = shared_from_this(), started = std::move(by_loop[i]), &loop = loops_[i]] {
      for (const AttemptPtr& attempt : started) loop.spawn(run_attempt(self, attempt));
    });
  }
}

Task<> Engine::run_attempt(std::shared_ptr<Engine> engine, AttemptPtr attempt) {
  const runtime::Stopwatch watch;
  Ended ended = co_await outcome_of_handler(engine, std::move(attempt));
  ended.took = watch.elapsed();
  log_end(*engine, ended);
  engine->finished(std::move(ended));
}

void Engine::finished(Ended ended) {
  Outbox& outbox = outboxes_.here();
  outbox.ended.push_back(std::move(ended));
  send(outbox);
}

void Engine::logged(Line line) {
  Outbox& outbox = outboxes_.here();
  outbox.lines.push_back(std::move(line));
  send(outbox);
}

// One post to the worker's loop for all that this loop does before it gets there.
void Engine::send(Outbox& outbox) {
  if (std::exchange(outbox.posted, true)) return;
  runtime::Loop::current().post([self = shared_from_this(), &outbox] {
    outbox.posted = false;
    self->home_.post(
        [self, lines = std::exchange(outbox.lines, {}), ended = std::exchange(outbox.ended, {})]() mutable {
          self->take_in(std::move(lines), std::move(ended));
        });
  });
}

void Engine::take_in(std::vector<Line> lines, std::vector<Ended> ended) {
  for (Line& line : lines) {
    if (lines_.size() < kMaxWaitingLines)
      lines_.push_back(std::move(line));
    else
      log_of(*line.attempt).warn("job.log_lost", {{"text", line.text}});
  }
  for (Ended& each : ended) {
    meters_.run_seconds.observe(std::chrono::duration<double>(each.took));
    if (std::exchange(each.attempt->ended, true)) {  // given up before
      --stuck_;
      continue;
    }
    --running_;
    if (each.attempt->worker != worker_) {  // taken_for_dead()
      fenced_off(each);
      continue;
    }
    ended_.push_back(std::move(each));
  }
  meters_.running.set(static_cast<double>(running_));
  meters_.stuck.set(static_cast<double>(stuck_));
  if (!first_waits_ && !(lines_.empty() && ended_.empty())) first_waits_ = Steady::now();
  changed_.notify();
}

void Engine::fenced_off(const Ended& ended) {
  // Sent again after a lost answer, it may also have been stored the first time.
  log_of(*ended.attempt)
      .warn("job.fenced", {{"outcome", to_string(ended.outcome)}, {"perhaps_stored_before", ended.resent}});
  meters_.fenced.add();
  release(ended.attempt);
}

void Engine::release(const AttemptPtr& attempt) {
  held_.erase(attempt);
  if (held_.empty()) settled_.notify();
}

void Engine::wake(std::string_view queue) {
  if (std::ranges::find(options_.queues, queue) == options_.queues.end()) return;
  home_.post([self = shared_from_this()] {
    if (std::exchange(self->woken_, true) && self->turns_woken_) return;
    self->turns_woken_ = true;
    self->changed_.notify();
  });
}

void Engine::look(std::string_view queue) {
  if (std::ranges::find(options_.queues, queue) == options_.queues.end()) return;
  home_.post([self = shared_from_this()] { self->look_by(Steady::now()); });
}

}  // namespace tenstone::jobs
