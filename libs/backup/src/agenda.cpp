#include "agenda.hpp"

#include <utility>

namespace tenstone::backup {
namespace {
using Kind = Step::Kind;
constexpr Kind kInOrder[] = {Kind::Take, Kind::Forget, Kind::Prune, Kind::Verify, Kind::Drill};

bool of_one_database(Kind kind) { return kind != Kind::Prune && kind != Kind::Verify; }

}  // namespace

Agenda::Agenda(std::vector<std::string> databases, Times schedule, DrillTimes drill)
    : databases_(std::move(databases)), schedule_(std::move(schedule)), drill_(std::move(drill)) {}

std::optional<Step> Agenda::next(const Histories& histories, Time now) const {
  for (const Kind kind : kInOrder) {
    if (!of_one_database(kind)) {
      if (const Step step{.kind = kind}; is_due(step, histories, now) && may(step, now)) return step;
      continue;
    }
    for (const std::string& database : databases_)
      if (const Step step{kind, database}; is_due(step, histories, now) && may(step, now)) return step;
  }
  return std::nullopt;
}

bool Agenda::may(const Step& step, Time now) const {
  const auto pause = pauses_.find(step);
  return pause == pauses_.end() || pause->second.until <= now;
}

bool Agenda::is_due(const Step& step, const Histories& histories, Time now) const {
  if (step.kind != Kind::Take && step.kind != Kind::Drill) return owed_.contains(step);
  const auto history = histories.find(step.database);
  if (history == histories.end()) return false;
  // "after" means after each backup of the schedule.
  if (step.kind == Kind::Drill && drill_.after_take && !schedule_.cron) return false;
  const auto at =
      step.kind == Kind::Take ? take_due_at(schedule_, history->second) : drill_due_at(drill_, history->second);
  return at && *at <= now;
}

void Agenda::ended(const Step& step, Outcome outcome, Time now) {
  using namespace std::chrono_literals;
  Pause& pause = pauses_[step];
  switch (outcome) {
    case Outcome::Good:
      pauses_.erase(step);
      owed_.erase(step);
      if (step.kind == Kind::Take) owed_.insert({{Kind::Forget, step.database}, {.kind = Kind::Verify}});
      if (step.kind == Kind::Forget) owed_.insert({.kind = Kind::Prune});
      return;
    case Outcome::Busy: pause.until = now + 1min; return;
    case Outcome::Cancelled: pause.until = now + 1h; return;
    case Outcome::Failed: pause.until = now + retry_pause(++pause.failures); return;
  }
  std::unreachable();
}

bool Agenda::is_failing(const Step& step) const {
  const auto pause = pauses_.find(step);
  return pause != pauses_.end() && pause->second.failures > 0;
}

}  // namespace tenstone::backup
