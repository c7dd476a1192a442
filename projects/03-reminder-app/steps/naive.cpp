// The reminder app that everybody writes first: a sorted set in Redis, and a loop that looks at it once a second.
// README.md shows how it loses reminders, and sends others twice.
#include <fmt/core.h>
#include <sstream>

#include "tenstone/http/app.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/http_client.hpp"
#include "tenstone/service/program.hpp"

namespace naive {
using namespace tenstone;
using namespace std::chrono_literals;

constexpr std::string_view kSet = "naive:reminders";  // score: when it is due, in seconds; member: "URL TEXT"

// One reminder a line: "SECONDS URL TEXT".
std::vector<std::string> add(const std::string& lines) {
  std::vector<std::string> command{"ZADD", std::string(kSet)};
  std::istringstream in(lines);
  std::string due, reminder;
  while (in >> due && std::getline(in >> std::ws, reminder)) {
    command.push_back(due);
    command.push_back(reminder);
  }
  return command;
}

Task<bool> sent(http::Client& client, const std::string& reminder) {
  const std::size_t blank = reminder.find(' ');
  const auto url = http::Url::parse(reminder.substr(0, blank));
  if (!url) co_return true;  // nobody can send that
  http::ClientRequest request{.url = *url,
                              .method = http::Method::Post,
                              .body = reminder.substr(blank + 1),
                              .rules = http::AddressRules::anything()};
  const auto answer = co_await client.send(std::move(request));
  co_return answer && answer->status < 300;
}

// [snippet:work]
Task<> work(redis::Redis& redis, http::Client& client, const Clock& clock) {
  for (;;) {
    const auto now = std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
    const auto due = co_await redis.command({"ZRANGE", kSet, "-inf", std::to_string(now), "BYSCORE"});
    for (const redis::Reply& reminder : due ? due->items : std::vector<redis::Reply>()) {
      if (!co_await sent(client, reminder.text)) continue;                       // and once more in a second
      static_cast<void>(co_await redis.command({"ZREM", kSet, reminder.text}));  // who dies here has sent it
    }
    co_await runtime::sleep_for(1s);
  }
}
// [/snippet:work]

int serve(service::Service& service, service::HttpClient& outward) {
  http::App app;
  app.post("/reminders", [&](http::Request& request) -> Task<http::Response> {
    const auto added = co_await service.redis().command(add(std::string(*co_await request.body())), 2s);
    co_return added ? http::text(fmt::format("{} reminders added\n", added->integer)) : http::problem(added.error());
  });
  app.get("/reminders", [&](http::Request&) -> Task<http::Response> {
    const auto count = co_await service.redis().command({"ZCARD", kSet});
    co_return count ? http::text(fmt::format("{} reminders wait\n", count->integer)) : http::problem(count.error());
  });
  service.loops()[0].spawn(work(service.redis(), outward.client(), service.clock()));
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace naive

int main(int argc, char** argv) {
  tenstone::service::Service service("naive-reminders", {.redis = true});
  auto& outward = service.with<tenstone::service::HttpClient>();
  return tenstone::service::run(service, argc, argv, [&] { return naive::serve(service, outward); });
}
