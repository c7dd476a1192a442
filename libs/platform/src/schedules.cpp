#include "schedules.hpp"

#include <fmt/core.h>

#include "tenstone/audit/change.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::platform {
namespace {
using namespace std::chrono_literals;

// Longer than the attempts of a job go on.
constexpr auto kHoldsStart = 24h * 7;

// The payload of such a schedule.
struct ScheduledStart {
  std::string action;
  Uuid user;
  validation::Json input;
};
constexpr auto schema(validation::For<ScheduledStart>) {
  using validation::field;
  return validation::object<ScheduledStart>(field("action", &ScheduledStart::action),
                                            field("user", &ScheduledStart::user),
                                            field("input", &ScheduledStart::input));
}

struct StartedJob {
  Uuid job;
};
constexpr auto schema(validation::For<StartedJob>) {
  return validation::object<StartedJob>(validation::field("job", &StartedJob::job));
}

audit::Entry schedule_entry(const Requester& by, std::string action, const std::string& name,
                            std::string details = "{}") {
  return {.org = by.org,
          .actor = by.actor,
          .action = std::move(action),
          .subject = "schedule:" + name,
          .details = std::move(details)};
}

}  // namespace

Task<Result<bool>> ActionSchedules::put(Requester by, ActionSchedule schedule) {
  const auto action = co_await actions_.look_up(schedule.action);
  if (!action) co_return action.error();
  if ((*action)->input) {
    const auto fits = (*action)->input->check(schedule.input);
    if (!fits) co_return fits.error();
  }
  const std::string rule = validation::to_json(schedule.rule);
  const std::string details = fmt::format(R"({{"action":"{}","rule":{}}})", schedule.action, rule);
  const jobs::NewSchedule made{
      .org_id = by.org,
      .name = schedule.name,
      .rule = schedule.rule,
      .catch_up = schedule.catch_up,
      .kind = kScheduleStart,
      .payload = validation::to_json(ScheduledStart{std::move(schedule.action), by.user, {std::move(schedule.input)}})};
  const auto put = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<bool>>> {
    const auto done = co_await schedules_.put(transaction, made);
    if (!done) co_return done.error();
    audit::Changed<bool> changed{done->created, {}};
    if (done->created || done->changed)
      changed.entries.push_back(schedule_entry(by, "schedule.set", made.name, details));
    co_return changed;
  };
  co_return co_await audit::change<bool>(database_, ids_, put);
}

template <class Change>
Task<Result<void>> ActionSchedules::change(Requester by, std::string name, std::string action, Change what) {
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto done = co_await what(transaction, by.org, name);
    if (!done) co_return done.error();
    co_return audit::Changed<void>{{schedule_entry(by, std::move(action), name)}};
  };
  co_return co_await audit::change<void>(database_, ids_, make);
}

Task<Result<void>> ActionSchedules::remove(Requester by, std::string name) {
  return change(
      std::move(by), std::move(name), "schedule.removed",
      [this](auto& in, const Uuid& org, const std::string& which) { return schedules_.remove(in, org, which); });
}

Task<Result<void>> ActionSchedules::pause(Requester by, std::string name) {
  return change(
      std::move(by), std::move(name), "schedule.paused",
      [this](auto& in, const Uuid& org, const std::string& which) { return schedules_.pause(in, org, which); });
}

Task<Result<void>> ActionSchedules::resume(Requester by, std::string name) {
  return change(
      std::move(by), std::move(name), "schedule.resumed",
      [this](auto& in, const Uuid& org, const std::string& which) { return schedules_.resume(in, org, which); });
}

Task<Result<Uuid>> ActionSchedules::run(Requester by, std::string name) {
  using Ran = jobs::Schedules::Ran;
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Ran>>> {
    auto ran = co_await schedules_.run(transaction, by.org, name);
    if (!ran) co_return ran.error();
    co_return audit::Changed<Ran>{std::move(*ran), {schedule_entry(by, "schedule.run", name)}};
  };
  const auto ran = co_await audit::change<Ran>(database_, ids_, make);
  if (!ran) co_return ran.error();
  queue_.wake(ran->queue);
  co_return ran->job;
}

Task<Result<jobs::ScheduleView>> ActionSchedules::find(Uuid org, std::string name) {
  auto found = co_await schedules_.find(org, std::move(name));
  if (!found || found->kind != kScheduleStart) co_return jobs::kScheduleNotFound;
  co_return std::move(*found);
}

Task<std::vector<jobs::ScheduleView>> ActionSchedules::list(Uuid org, std::size_t limit,
                                                            std::optional<std::string> after) {
  return schedules_.list(org, limit, std::move(after));
}

ScheduledAction scheduled_action(const jobs::ScheduleView& schedule) {
  auto start = validation::parse_json<ScheduledStart>(schedule.payload);
  if (!start) return {};
  return {std::move(start->action), std::move(start->input.text)};
}

Task<jobs::Outcome> start_scheduled(Platform& platform, jobs::Run& run) {
  const auto scheduled = validation::parse_json<jobs::Scheduled>(run.payload());
  if (!scheduled) co_return discarded(scheduled.error());
  auto start = validation::parse_json<ScheduledStart>(scheduled->payload.text);
  if (!start) co_return discarded(start.error());
  Requester by{.org = run.org_id(), .actor = "schedule:" + scheduled->schedule, .user = start->user};
  Trigger what{.action = start->action, .input = std::move(start->input.text), .request_id = to_string(run.id())};
  what.counted = false;
  what.once = jobs::Unique{"schedule:" + to_string(run.id()), kHoldsStart};
  Headers told;
  const auto job = co_await platform.trigger(std::move(by), std::move(what), told);
  const std::string due = to_rfc3339(scheduled->fire_at);
  if (!job && job.error().code == flags::kFeatureDisabled.name()) {
    run.log(fmt::format("{}, due at {}, is not started: its flag is off", start->action, due));
    co_return jobs::Done{};
  }
  if (!job) throw Failure(job.error());  // which says whether it is worth another attempt
  run.log(fmt::format("Started {}, due at {}, as job {}", start->action, due, to_string(job->id)));
  co_return jobs::Done{validation::to_json(StartedJob{job->id})};
}

}  // namespace tenstone::platform
