// limit list | show | reset: how often actions may be triggered, for whoever runs the installation.
#include <fmt/core.h>

#include "person.hpp"
#include "process.hpp"
#include "tenstone/core/console.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

std::string seconds(std::chrono::microseconds time) {
  return fmt::format("{:.1f} s", std::chrono::duration<double>(time).count());
}

void print(const std::string& action, const platform::Limit& limit) {
  const rate_limit::Policy& policy = limit.policy;
  using rate_limit::Algorithm;
  const bool bursts = policy.algorithm == Algorithm::Gcra || policy.algorithm == Algorithm::Strict;
  console::print("{:20}  {:7}  {:10}  {}each {}\n", action, to_string(policy.algorithm),
                 to_string(rate_limit::Rate{policy.limit, policy.window}),
                 bursts ? fmt::format("burst {}  ", policy.burst) : "",
                 limit.key == platform::Limit::Key::User ? "user" : "organisation");
}

}  // namespace

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
      console::print("{} left{}\n", decision.remaining,
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
