#include "declared_schedules.hpp"

#include <fmt/core.h>

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"

namespace tenstone::platform {
namespace {

constexpr auto kActor = "operator";

// In whose name it starts.
Task<Result<Requester>> owner_of(postgres::Database& database, auth::Email as) {
  const std::string email = as.display;
  const auto user = co_await auth::find_user(database, std::move(as));
  if (!user)
    co_return Error(auth::kMemberNotFound,
                    fmt::format("there is no account {}; make one: tenstone user add {}", email, email));
  const auto memberships = co_await auth::memberships_of(database, user->id);
  if (memberships.empty()) co_return Error(auth::kMemberNotFound, fmt::format("{} belongs to no organisation", email));
  co_return Requester{.org = memberships.front().org, .actor = kActor, .user = user->id};
}

}  // namespace

DeclaredSchedules::DeclaredSchedules(postgres::Database& database, jobs::Schedules& rows, ActionSchedules& schedules,
                                     const Actions& actions, logging::Logger log)
    : database_(database), rows_(rows), schedules_(schedules), log_(std::move(log)) {
  for (ActionPtr& action : actions.all())
    if (action->schedule) waiting_.push_back({std::move(action), {}});
}

Task<Result<void>> DeclaredSchedules::make(ActionPtr action) {
  const DeclaredSchedule& schedule = *action->schedule;
  auto by = co_await owner_of(database_, schedule.as);
  if (!by) co_return by.error();
  declared_.emplace(by->org, action->name);
  ActionSchedule made{.name = action->name,
                      .action = action->name,
                      .rule = schedule.rule,
                      .catch_up = schedule.catch_up,
                      .input = schedule.input};
  co_return co_await schedules_.declare(std::move(*by), std::move(made));
}

Task<> DeclaredSchedules::remove_others() {
  for (jobs::Schedules::Named& each : co_await rows_.declared()) {
    if (declared_.contains({each.org, each.name})) continue;
    const auto removed = co_await schedules_.undeclare({.org = each.org, .actor = kActor}, std::move(each.name));
    if (!removed) throw Failure(removed.error());
  }
}

Task<bool> DeclaredSchedules::apply() {
  std::vector<Waiting> still;
  for (Waiting& each : waiting_) {
    const auto made = co_await make(each.action);
    if (made) continue;
    if (each.reason != made.error().message)
      log_.error("schedule.refused", {{"schedule", each.action->name},
                                      {"file", each.action->file},
                                      {"code", made.error().code},
                                      {"error", made.error().message}});
    still.push_back({each.action, made.error().message});
  }
  waiting_ = std::move(still);
  if (!others_removed_) co_await remove_others();
  others_removed_ = true;
  co_return waiting_.empty();
}

}  // namespace tenstone::platform
