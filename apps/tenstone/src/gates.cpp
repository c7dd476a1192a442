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

void print(const flags::Flag& flag) {
  fmt::print("{:32}  {:3}  {}\n", flag.key, flag.enabled ? "on" : "off", flags::share_text(flag.share));
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
flags::Flags::Change change_of(const std::string& key, const std::string& value) {
  if (value == "on" || value == "off") return {.key = key, .enabled = value == "on", .share = {}};
  if (const auto share = flags::parse_share(value)) return {.key = key, .enabled = true, .share = share};
  throw Failure(Error(flags::kInvalidFlag, fmt::format("{} is not on, off or a share such as 20%", value)));
}

}  // namespace

int flag_list(const Settings& settings) {
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const flags::Snapshot snapshot = co_await process.platform.flags().read();
    for (const flags::Flag& flag : snapshot.flags()) print(flag);
  });
  return 0;
}

int flag_set(const Settings& settings, const std::string& key, const std::string& value) {
  const auto change = change_of(key, value);
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto flag = co_await process.platform.flags().set(change, "operator", process.service.ids());
    if (!flag) throw Failure(flag.error());
    print(*flag);
  });
  return 0;
}

int flag_remove(const Settings& settings, const std::string& key) {
  Process process("flag", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auto done = co_await process.platform.flags().remove(key, "operator", process.service.ids());
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
