#include "schedules.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "tenstone/audit/change.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/http/errors.hpp"
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

// The number of an ETag is a revision, and below it what workers wrote.
constexpr int kWorkersBits = 32;

bool covers(const web::IfMatch& known, std::int64_t revision) {
  return known.any || std::ranges::any_of(known.versions, [revision](std::int64_t version) {
           return version >> kWorkersBits == revision;
         });
}

Error declared_error(const std::string& name) {
  return {kScheduleDeclared, fmt::format("the file of the action {} declares this schedule: change that file", name)};
}

using Standing = std::optional<jobs::Schedules::Standing>;

}  // namespace

std::int64_t version_of(const jobs::ScheduleView& schedule) {
  const auto text = [](const auto& time) { return time ? to_rfc3339(*time) : std::string(); };
  const auto written =
      sha256(fmt::format("{} {} {} {}", text(schedule.next_at), text(schedule.last_at),
                         schedule.last_job ? to_string(*schedule.last_job) : "", schedule.fault.value_or("")));
  std::int64_t version = schedule.revision;
  for (const char byte : std::string_view(written).substr(0, kWorkersBits / 8))
    version = version << 8 | static_cast<unsigned char>(byte);
  return version;
}

// `allow` gets what stands there: an error of its ends the change.
template <class Allow>
Task<Result<bool>> ActionSchedules::write(Requester by, ActionSchedule schedule, bool declared, Allow allow) {
  const auto action = co_await actions_.look_up(schedule.action);
  if (!action) co_return action.error();
  if ((*action)->input) {
    const auto fits = (*action)->input->check(schedule.input);
    if (!fits) co_return fits.error();
  }
  const std::string rule = validation::to_json(schedule.rule);
  const std::string details =
      fmt::format(R"({{"action":"{}","rule":{},"declared":{}}})", schedule.action, rule, declared);
  const jobs::NewSchedule made{
      .org_id = by.org,
      .name = schedule.name,
      .rule = schedule.rule,
      .catch_up = schedule.catch_up,
      .kind = kScheduleStart,
      .payload = validation::to_json(ScheduledStart{std::move(schedule.action), by.user, {std::move(schedule.input)}}),
      .declared = declared};
  const auto put = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<bool>>> {
    const auto standing = co_await schedules_.lock(transaction, by.org, made.name);
    if (!standing) co_return standing.error();
    const Result<void> allowed = allow(*standing);
    if (!allowed) co_return allowed.error();
    const auto done = co_await schedules_.put(transaction, made);
    if (!done) co_return done.error();
    const bool made_since = !*standing && !done->created;  // by somebody else
    if (made_since && declared) co_return kScheduleNameTaken;
    if (made_since) co_return http::kPreconditionRequired;
    audit::Changed<bool> changed{done->created, {}};
    if (done->created || done->changed)
      changed.entries.push_back(schedule_entry(by, "schedule.set", made.name, details));
    co_return changed;
  };
  co_return co_await audit::change<bool>(database_, ids_, put);
}

Task<Result<bool>> ActionSchedules::put(Requester by, ActionSchedule schedule, std::optional<web::IfMatch> known) {
  const auto allow = [name = schedule.name, known = std::move(known)](const Standing& standing) -> Result<void> {
    if (!standing && known) return web::kPreconditionFailed;
    if (!standing) return {};
    if (standing->declared) return declared_error(name);
    if (!known) return http::kPreconditionRequired;
    if (!covers(*known, standing->revision)) return web::kPreconditionFailed;
    return {};
  };
  return write(std::move(by), std::move(schedule), false, allow);
}

Task<Result<void>> ActionSchedules::declare(Requester by, ActionSchedule schedule) {
  const auto allow = [name = schedule.name](const Standing& standing) -> Result<void> {
    if (!standing || standing->declared) return {};
    return Error(
        kScheduleNameTaken,
        fmt::format("the organisation has a schedule {} already: remove that, or give the action another name", name));
  };
  const auto written = co_await write(std::move(by), std::move(schedule), true, allow);
  if (!written) co_return written.error();
  co_return Result<void>();
}

Task<Result<void>> ActionSchedules::undeclare(Requester by, std::string name) {
  const auto remove = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto standing = co_await schedules_.lock(transaction, by.org, name);
    if (!standing) co_return standing.error();
    if (!*standing || !(*standing)->declared) co_return audit::Changed<void>();
    const auto done = co_await schedules_.remove(transaction, by.org, name);
    if (!done) co_return done.error();
    co_return audit::Changed<void>{{schedule_entry(by, "schedule.removed", name)}};
  };
  co_return co_await audit::change<void>(database_, ids_, remove);
}

template <class Change>
Task<Result<void>> ActionSchedules::change(Requester by, std::string name, web::IfMatch known, std::string action,
                                           Change what) {
  const auto make = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto standing = co_await schedules_.lock(transaction, by.org, name);
    if (!standing) co_return standing.error();
    if (!*standing) co_return jobs::kScheduleNotFound;
    if (!covers(known, (*standing)->revision)) co_return web::kPreconditionFailed;
    const auto done = co_await what(transaction, **standing);
    if (!done) co_return done.error();
    co_return audit::Changed<void>{{schedule_entry(by, std::move(action), name)}};
  };
  co_return co_await audit::change<void>(database_, ids_, make);
}

Task<Result<void>> ActionSchedules::remove(Requester by, std::string name, web::IfMatch known) {
  const auto remove = [this, org = by.org, name](postgres::Transaction& in,
                                                 jobs::Schedules::Standing standing) -> Task<Result<void>> {
    if (standing.declared) co_return declared_error(name);
    co_return co_await schedules_.remove(in, org, name);
  };
  return change(std::move(by), std::move(name), std::move(known), "schedule.removed", remove);
}

Task<Result<void>> ActionSchedules::pause(Requester by, std::string name, web::IfMatch known) {
  const auto pause = [this, org = by.org, name](postgres::Transaction& in, const jobs::Schedules::Standing&) {
    return schedules_.pause(in, org, name);
  };
  return change(std::move(by), std::move(name), std::move(known), "schedule.paused", pause);
}

Task<Result<void>> ActionSchedules::resume(Requester by, std::string name, web::IfMatch known) {
  const auto resume = [this, org = by.org, name](postgres::Transaction& in, const jobs::Schedules::Standing&) {
    return schedules_.resume(in, org, name);
  };
  return change(std::move(by), std::move(name), std::move(known), "schedule.resumed", resume);
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
