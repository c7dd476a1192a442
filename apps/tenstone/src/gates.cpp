// flag list | set | remove, limit list | show | reset: the gates of actions, for whoever runs the installation.
#include <fmt/core.h>

#include "person.hpp"
#include "process.hpp"
#include "tenstone/flags/errors.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

std::string seconds(std::chrono::microseconds time) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count());
}

// The share of a boolean flag's default that gets "on", for a flag as `flag set` makes it.
int share_of_on(const flags::Definition& flag) {
  if (!flag.otherwise) return 0;
  if (flag.otherwise->split) return flags::share_of(*flag.otherwise->split, "on");
  return flag.otherwise->variant == "on" ? flags::kEverybody : 0;
}

void print(const flags::Definition& flag) {
  fmt::print("{:32}  {:3}  {}\n", flag.key, flag.enabled && !flag.killed ? "on" : "off",
             flags::share_text(share_of_on(flag)));
}

void print(const std::string& action, const platform::Limit& limit) {
  const rate_limit::Policy& policy = limit.policy;
  using rate_limit::Algorithm;
  const bool bursts = policy.algorithm == Algorithm::Gcra || policy.algorithm == Algorithm::Strict;
  fmt::print("{:20}  {:7}  {:10}  {}each {}\n", action, to_string(policy.algorithm),
             to_string(rate_limit::Rate{policy.limit, policy.window}),
             bursts ? fmt::format("burst {}  ", policy.burst) : "",
             limit.key == platform::Limit::Key::User ? "user" : "organisation");
}

// "on" and "off" leave the share as it is; a share also switches on.
flags::Definition changed(flags::Definition flag, const std::string& value) {
  const auto share = flags::parse_share(value);
  if (!share && value != "on" && value != "off")
    throw Failure(Error(flags::kWeightsInvalid, fmt::format("{} is not on, off or a share such as 20%", value)));
  flag.enabled = value != "off";
  if (!share) return flag;
  flags::Split split{.rest = "off"};
  if (flag.otherwise && flag.otherwise->split) split = *flag.otherwise->split;
  auto shared = flags::with_shares(std::move(split), {{"on", *share}});
  if (!shared) throw Failure(shared.error());
  flag.otherwise = flags::Serve{.variant = {}, .split = std::move(*shared)};
  return flag;
}

flags::Definition new_flag(const std::string& key) {
  return {.key = key,
          .variants = {{"off", false}, {"on", true}},
          .off = "off",
          .otherwise = flags::Serve{.variant = "on", .split = {}}};
}

}  // namespace

int flag_list(const Settings& settings) {
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const flags::Snapshot snapshot = co_await process.platform.flags().store->read();
    for (const flags::Definition& flag : snapshot.program().definitions().flags) print(flag);
  });
  return 0;
}

int flag_set(const Settings& settings, const std::string& key, const std::string& value) {
  (void)changed(new_flag(key), value);
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    flags::Store& store = *process.platform.flags().store;
    const auto known = co_await store.find(key);
    std::optional<web::IfMatch> covered;
    if (known) covered = web::IfMatch{.versions = {known->revision}};
    flags::By by{"operator"};
    auto flag = changed(known ? known->value : new_flag(key), value);
    const auto done = co_await store.put(std::move(by), std::move(flag), std::move(covered), false);
    if (!done) throw Failure(done.error());
    print(done->stored.value);
  });
  return 0;
}

int flag_remove(const Settings& settings, const std::string& key) {
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    flags::By by{"operator"};
    web::IfMatch any{.any = true};
    const auto done = co_await process.platform.flags().store->remove(std::move(by), key, std::move(any));
    if (!done) throw Failure(Error(flags::kFlagNotFound, fmt::format("there is no flag {}", key)));
  });
  return 0;
}

int limit_list(const Settings& settings) {
  Process process("limit", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    co_await process.platform.actions().refresh();
    for (const platform::ActionPtr& action : process.platform.actions().all())
      if (action->limit) print(action->name, *action->limit);
  });
  return 0;
}

int limit_show(const Settings& settings, const std::string& action, const std::string& email) {
  Process process("limit", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person who = co_await find_person(process, email);
    const auto verdict = co_await process.platform.look_at_limit(requester(who), action);
    if (!verdict) throw Failure(verdict.error());
    for (const rate_limit::Decision& decision : verdict->each)
      fmt::print("{} left{}\n", decision.remaining,
                 decision.next_unit.count() > 0 ? ", one more in " + seconds(decision.next_unit) : "");
  });
  return 0;
}

int limit_reset(const Settings& settings, const std::string& action, const std::string& email) {
  Process process("limit", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const Person who = co_await find_person(process, email);
    const auto done = co_await process.platform.reset_limit(requester(who), action);
    if (!done) throw Failure(done.error());
  });
  return 0;
}

}  // namespace tenstone::cli
