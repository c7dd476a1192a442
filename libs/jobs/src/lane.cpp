// The trips of a worker: each brings what has ended and takes what is free.
#include <algorithm>

#include "engine.hpp"
#include "statements.hpp"
#include "tenstone/jobs/job.hpp"

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;
constexpr auto kPauseAfterFailure = 200ms;

}  // namespace

bool Engine::may_claim() const {
  return worker_ != 0 && !draining_ && !fenced_ && !unanswered_ && stuck_ < options_.slots;
}

Pace::Situation Engine::situation() const {
  const std::size_t used = running_ + claiming_;
  return {.waiting = ended_.size(),
          .first_waits = first_waits_,
          .free = options_.slots - std::min(options_.slots, used),
          .may_claim = may_claim(),
          .woken = woken_,
          .backlog = backlog_,
          .next_poll = next_poll_,
          .not_before = not_before_,
          .turns_due = used < options_.slots ? Steady::time_point::max() : turns_due(used)};
}

Turns::Held Engine::held_by_organisation() const {
  Turns::Held held;
  for (const AttemptPtr& attempt : held_)
    if (!attempt->ended) ++held[attempt->job.org_id];
  return held;
}

// All slots are taken: when to go for the sake of an organisation that holds none.
Engine::Steady::time_point Engine::turns_due(std::size_t used) const {
  if (turns_under_way_) return Steady::time_point::max();
  if (turns_.any_waiting() && !turns_.plan(held_by_organisation(), used, options_.batch).shares.empty()) return {};
  return turns_.next_look(turns_woken_, options_.poll);
}

Task<> Engine::lane(std::shared_ptr<Engine> self, runtime::Pulse pulse) {
  std::optional<postgres::Lease> lease;
  const std::size_t trips_before = self->trips_;
  while (!self->closed()) {
    if (self->stuck_ >= self->options_.slots)
      pulse.unwell();
    else if (self->trips_ != trips_before)  // also another lane's: there may be no more for two to do
      pulse.well();
    const auto now = Steady::now();
    if (self->unanswered_ && self->claiming_ == 0 && self->worker_ != 0 && now >= self->not_before_) {
      co_await self->recover(lease);
      continue;
    }
    auto due = self->pace_.next(self->situation(), now);
    if (self->unanswered_ && self->claiming_ == 0) due = std::min(due, self->not_before_);
    if (due > now) {
      const auto pause = std::min<Steady::duration>(due - now, 1h);
      co_await self->changed_.wait(pause);
    } else if (self->worker_ == 0) {
      co_await self->changed_.wait(100ms);
    } else {
      co_await self->trip(lease);
    }
  }
}

// Also when a job of a limited queue has ended, which made room there.
bool Engine::goes_for_limited(const Trip& trip) {
  const auto made_room = [this](const Ended& each) {
    return std::ranges::binary_search(limited_, each.attempt->job.queue);
  };
  if (std::ranges::any_of(trip.ended, made_room)) limited_next_ = true;
  return trip.limit > 0 && std::exchange(limited_next_, false);
}

Trip Engine::pack() {
  Trip trip{.worker = worker_};
  trip.lines.assign(std::move_iterator(lines_.begin()), std::move_iterator(lines_.end()));
  trip.ended.assign(std::move_iterator(ended_.begin()), std::move_iterator(ended_.end()));
  lines_.clear();
  ended_.clear();
  first_waits_.reset();
  std::ranges::sort(trip.ended, {}, [](const Ended& each) { return std::pair(each.fate, each.attempt->job.id); });

  trip.publishes = std::ranges::any_of(trip.ended, [](const Ended& each) { return !each.files.empty(); });
  const auto now = Steady::now();
  const Pace::Situation is = situation();
  if (!is.may_claim) return trip;
  trip.limit = std::min(is.free, options_.batch);
  if (goes_for_limited(trip)) {
    trip.limited = limited_;
    trip.limited_most = std::exchange(trip.limit, 0);
    claiming_ += trip.limited_most;
    woken_ = false;
    return trip;
  }
  if (!turns_under_way_) {
    if (turns_.any_waiting()) {
      Turns::Plan plan = turns_.plan(held_by_organisation(), running_ + claiming_, options_.batch);
      trip.shares = std::move(plan.shares);
      trip.limit = plan.oldest;
    }
    const bool has_news = turns_woken_ || (is.free > 0 && !turns_.alone());
    if ((is.free == 0 || backlog_) && now >= turns_.next_look(has_news, options_.poll)) {
      trip.looks_through = queues_;
      turns_woken_ = false;
    }
    turns_under_way_ = trip.takes_turns();
  }
  claiming_ += trip.most();
  if (trip.limit == 0) return trip;
  trip.plan = watermark_.plan(now, backlog_);
  for (std::size_t priority = 0; priority <= kIdle; ++priority) {
    for (std::size_t i = 0; i < queues_.size(); ++i)
      trip.classes.push_back(priority * queues_.size() + (turn_ + i) % queues_.size());
  }
  ++turn_;
  woken_ = limited_next_ = !limited_.empty();
  trip.asks_due = now >= next_poll_;
  if (trip.asks_due) next_poll_ = now + options_.poll;
  return trip;
}

// All that has waited and was not recorded comes back; when nothing could be sent, nothing has changed.
void Engine::bring_back(Trip trip) {
  for (Ended& each : trip.ended) {
    if (!held_.contains(each.attempt)) continue;
    each.resent = true;
    if (each.attempt->worker == worker_)
      ended_.push_back(std::move(each));
    else
      fenced_off(each);  // taken_for_dead() meanwhile
  }
  lines_.insert(lines_.begin(), std::move_iterator(trip.lines.begin()), std::move_iterator(trip.lines.end()));
  if (!first_waits_ && !(lines_.empty() && ended_.empty())) first_waits_ = Steady::now();
  not_before_ = Steady::now() + kPauseAfterFailure;
  woken_ = true;
}

Task<> Engine::trip(std::optional<postgres::Lease>& lease) {
  Trip trip = pack();
  const auto began = Steady::now();
  bool sent = false, stored = false;
  try {
    if (lease && lease->lost()) lease.reset();
    if (!lease) lease.emplace(co_await database_.connection());
    auto all = queries(trip);
    sent = true;
    const auto rows = co_await lease->run_together(std::move(all));
    sent = rows.has_value();  // else it was rolled back
    if (!rows) throw Failure(rows.error());
    stored = true;
    claiming_ -= trip.most();
    if (trip.takes_turns()) turns_under_way_ = false;
    arrived(trip, *rows, began);
    ++trips_;
  } catch (...) {
    if (stored) {
      trip.lines.clear();
    } else {
      claiming_ -= trip.most();
      if (trip.takes_turns()) turns_under_way_ = false;
    }
    if (sent && trip.most() > 0) unanswered_ = true;
    bring_back(std::move(trip));
    throw;
  }
}

Task<> Engine::recover(std::optional<postgres::Lease>& lease) {
  claiming_ = 1;  // other lanes stay away
  const struct Leave {
    std::size_t& claiming;
    ~Leave() { claiming = 0; }
  } leave{claiming_};
  not_before_ = Steady::now() + kPauseAfterFailure;  // if it fails
  std::vector<std::int64_t> known;
  for (const AttemptPtr& attempt : held_) {
    if (attempt->worker == worker_) known.push_back(attempt->job.id);
  }
  if (lease && lease->lost()) lease.reset();
  if (!lease) lease.emplace(co_await database_.connection());
  std::vector<postgres::Query> all;
  all.emplace_back(sql::kPlanBy);
  all.emplace_back(sql::kLockWorker, worker_);
  all.emplace_back(sql::kNextEpoch, worker_);
  all.emplace_back(sql::kPutBackUnknown, worker_, known);
  const auto rows = co_await lease->run_together(std::move(all));
  if (!rows) throw Failure(rows.error());
  if (const auto epoch = (*rows)[2].one<std::int32_t>())
    epoch_ = *epoch;
  else
    taken_for_dead();
  unanswered_ = false;
  not_before_ = {};
  woken_ = true;
  if (const auto unknown = (*rows)[3].size(); unknown > 0) log_.info("jobs.claim_undone", {{"jobs", unknown}});
  changed_.notify();
}

void Engine::recorded(const std::vector<Ended>& ended, Fate fate, const postgres::Rows& rows) {
  std::size_t count = 0;
  for (const Ended& each : ended) count += each.fate == fate ? 1 : 0;
  std::unordered_set<Uuid> stored;
  if (count != rows.size()) {
    const auto ids = rows.as<Uuid>();
    stored.insert(ids.begin(), ids.end());
  }
  for (const Ended& each : ended) {
    if (each.fate != fate) continue;
    if (count == rows.size() || stored.contains(each.attempt->job.public_id)) {
      meters_.finished(each.attempt->kind, each.outcome).add();
      if (each.fate == Fate::Again) look_by(Steady::now() + each.pause);
      release(each.attempt);
    } else {
      fenced_off(each);
    }
  }
}

void Engine::claimed(const Trip& trip, std::vector<Claimed> jobs, Steady::time_point began) {
  Watermark::Claimed seen{
      std::vector<std::optional<Watermark::Place>>((kIdle + 1) * queues_.size()), {}, began, Steady::now()};
  for (const Claimed& job : jobs) {
    auto& newest = seen.newest[class_of_.at({job.priority, job.queue})];
    newest = std::max(newest, std::optional(Watermark::Place{job.run_at, job.id}));
    seen.now = job.started_at;
  }
  watermark_.claimed(trip.plan, seen);
  backlog_ = jobs.size() == trip.limit;
  const bool missed_some = trip.plan.scan == Watermark::Scan::Near && !backlog_;  // perhaps: behind its mark
  if (missed_some || (jobs.empty() && watermark_.worth_a_full_scan(seen.ended))) woken_ = true;
  begun(trip, std::move(jobs));
}

void Engine::begun(const Trip& trip, std::vector<Claimed> jobs) {
  for (const Claimed& job : jobs)
    meters_.pickup_seconds.observe(std::chrono::duration<double>(job.started_at - job.run_at));
  meters_.claim_size.observe(static_cast<double>(jobs.size()));
  // Taken for dead while the answer was on its way: what it brings has been put back.
  if (trip.worker == worker_) launch(std::move(jobs));
}

// These are not in the order of their times, so the watermark does not learn from them.
void Engine::claimed_by_shares(const Trip& trip, std::vector<Claimed> jobs, Steady::time_point began) {
  std::vector<std::size_t> brought;
  for (const Turns::Share& share : trip.shares) {
    brought.push_back(static_cast<std::size_t>(std::ranges::count_if(
        jobs, [&share](const Claimed& job) { return job.queue == share.queue && job.org_id == share.org; })));
  }
  turns_.claimed(trip.shares, brought, Steady::now() - began);
  begun(trip, std::move(jobs));
}

void Engine::arrived(const Trip& trip, const std::vector<postgres::Rows>& rows, Steady::time_point began) {
  meters_.claim_seconds.observe(std::chrono::duration<double>(Steady::now() - began));
  std::size_t next = 1 + (trip.lines.empty() ? 0 : 1);  // after kPlanBy and kStoreLines
  for (const Fate fate : kFates) {
    if (std::ranges::find(trip.ended, fate, &Ended::fate) != trip.ended.end()) recorded(trip.ended, fate, rows[next++]);
    if (fate == Fate::DoneWith && trip.publishes) ++next;
  }
  if (!trip.shares.empty()) claimed_by_shares(trip, rows[next++].as<Claimed>(), began);
  if (trip.limit > 0) claimed(trip, rows[next++].as<Claimed>(), began);
  if (trip.asks_due) {
    if (const auto seconds = rows[next++].one<std::optional<double>>().value_or(std::nullopt))
      look_by(Steady::now() + std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(*seconds)));
    const bool none = limited_.empty();
    limited_ = rows[next++].as<std::int32_t>();
    if (none && !limited_.empty()) woken_ = limited_next_ = true;
  }
  if (!trip.looks_through.empty())
    turns_.looked(trip.looks_through, rows[next++].as<Turns::Visited>(), began, Steady::now());
  if (trip.limited_most == 0) return;
  auto jobs = rows[next + 1].as<Claimed>();  // after kLockQueues
  if (jobs.size() == trip.limited_most) woken_ = limited_next_ = true;
  begun(trip, std::move(jobs));
}

// A job is due at that time: never early, since the claim asks the database's clock, and late by no more than a trip.
void Engine::look_by(Steady::time_point time) {
  next_poll_ = std::min(next_poll_, time);
  changed_.notify();
}

}  // namespace tenstone::jobs
