// From a claimed row to an attempt with code that runs it.
#include <algorithm>
#include <fmt/core.h>

#include "engine.hpp"
#include "tenstone/jobs/job.hpp"
#include "verdict.hpp"

namespace tenstone::jobs {
namespace {

// Ready again, uncounted, when what is away may be back.
Ended put_back(AttemptPtr attempt) {
  Ended ended = interrupted(std::move(attempt));
  ended.pause = kShortestPause;
  return ended;
}

}  // namespace

void Engine::launch(std::vector<Claimed> jobs) {
  std::vector<AttemptPtr> ready, unknown;
  for (Claimed& job : jobs) {
    auto attempt = std::make_shared<Attempt>(std::move(job), worker_);
    held_.insert(attempt);
    ++running_;
    (find_code(*attempt) ? ready : unknown).push_back(std::move(attempt));
  }
  meters_.running.set(static_cast<double>(running_));
  begin(std::move(ready));
  if (!unknown.empty()) tasks_.spawn(look_for_code(shared_from_this(), std::move(unknown)));
}

bool Engine::find_code(Attempt& attempt) const {
  const auto kind = kinds_.find(attempt.job.kind);
  if (kind == kinds_.end()) return false;
  attempt.kind = kind->second.name;
  attempt.code = kind->second.fixed;
  try {
    if (!attempt.code && others_.find) attempt.code = others_.find(attempt.kind);
  } catch (const std::exception& error) {  // it costs the jobs of this kind their attempt, and no lane
    log_of(attempt).error("job.kind_not_found", {{"error", error.what()}});
  }
  return attempt.code != nullptr;
}

// Names are never changed or removed: each is read once.
Task<> Engine::learn_names(const std::vector<AttemptPtr>& attempts) {
  std::vector<std::int32_t> ids;
  for (const AttemptPtr& attempt : attempts) {
    const std::int32_t id = attempt->job.kind;
    if (!kinds_.contains(id) && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  if (ids.empty()) co_return;
  auto read = co_await names_.kinds(std::move(ids));
  for (Names::Kind& kind : read) kinds_.try_emplace(kind.id, std::move(kind.name));
}

Task<> Engine::look_for_code(std::shared_ptr<Engine> self, std::vector<AttemptPtr> attempts) {
  const auto find = [&self](const AttemptPtr& attempt) { return self->find_code(*attempt); };
  bool away = false;
  try {
    co_await self->learn_names(attempts);
    if (self->others_.refresh && !std::ranges::all_of(attempts, find)) co_await self->others_.refresh();
  } catch (const std::exception& error) {
    away = true;
    self->log_.warn("jobs.kinds_not_read", {{"jobs", attempts.size()}, {"error", error.what()}});
  }
  std::vector<AttemptPtr> ready;
  std::vector<Ended> ended;
  for (AttemptPtr& attempt : attempts) {
    const bool found = find(attempt);
    if (!found && attempt->kind.empty()) attempt->kind = fmt::format("#{}", attempt->job.kind);
    if (attempt->stop.stop_requested())
      ended.push_back(stopped(std::move(attempt)));
    else if (found)
      ready.push_back(std::move(attempt));
    else if (away)
      ended.push_back(put_back(std::move(attempt)));
    else
      ended.push_back(failed(std::move(attempt), RunOutcome::Failed, kKindUnknown.name(), kKindUnknown.meaning()));
  }
  self->begin(std::move(ready));
  if (!ended.empty()) self->take_in({}, std::move(ended));
}

}  // namespace tenstone::jobs
