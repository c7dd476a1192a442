// user disable | enable | reset-password | sessions: for whoever runs the installation.

#include "person.hpp"
#include "process.hpp"
#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/organisations.hpp"
#include "tenstone/core/console.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
namespace {

Task<auth::User> user_of(Process& process, std::string email) {
  const auto user = co_await auth::find_user(process.service.database(), email_of(email));
  if (!user) throw Failure(Error(auth::kUserNotFound, "there is no account " + email));
  co_return *user;
}

void print(const auth::Device& device) {
  console::print("{}  last seen {}  until {}  {}  {}\n", to_string(device.id), to_rfc3339(device.last_seen_at),
                 to_rfc3339(device.expires_at), device.ip.value_or("-"),
                 device.user_agent.empty() ? "-" : device.user_agent);
}

}  // namespace

int user_set_active(const Settings& settings, const std::string& email, bool active) {
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auth::User user = co_await user_of(process, email);
    const auto done = co_await process.platform.sessions().set_active(user.id, active, {});
    if (!done) throw Failure(done.error());
    console::print("{}: {}\n", active ? "enabled" : "disabled", email);
  });
  return 0;
}

int user_reset_password(const Settings& settings, const std::string& email) {
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auth::User user = co_await user_of(process, email);
    const auto asked = co_await process.platform.recovery().request(auth::LetterKind::Reset, email, {});
    if (!asked) throw Failure(asked.error());
    console::print("a letter is on its way to {}\n", user.email);
  });
  return 0;
}

int user_sessions(const Settings& settings, const std::string& email, bool end) {
  Process process("user", settings);
  process.service.open();
  process.service.run([&]() -> Task<> {
    const auth::User user = co_await user_of(process, email);
    auth::Sessions& sessions = process.platform.sessions();
    if (!end) {
      for (const auth::Device& device : co_await sessions.list(user.id)) print(device);
      co_return;
    }
    const auto ended = co_await sessions.revoke_all(user.id, std::nullopt, {});
    if (!ended) throw Failure(ended.error());
    console::print("ended: {}\n", *ended);
  });
  return 0;
}

}  // namespace tenstone::cli
