// The flags that everybody writes first: a table, and a cache in front of it, since a flag is asked for in each
// request. README.md shows how a switch reaches one process and no other.
#include <fmt/format.h>
#include <map>

#include "tenstone/http/app.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

constexpr postgres::Statement kTable{"create table if not exists switches (key text primary key, is_on boolean)"};
constexpr postgres::Statement kFind{"select is_on from switches where key = $1"};
constexpr postgres::Statement kSet{
    "insert into switches values ($1, $2) on conflict (key) do update set is_on = excluded.is_on"};

class Switches {
 public:
  explicit Switches(postgres::Database& database) : database_(database) {}

  // [snippet:cached]
  Task<bool> is_on(std::string key) {
    if (const auto known = cache_.find(key); known != cache_.end()) co_return known->second;
    const auto rows = co_await database_.read(kFind, key);
    const bool on = rows.size() > 0 && *rows.one<bool>();
    cache_[key] = on;  // for ever, and nobody else hears of a change
    co_return on;
  }
  // [/snippet:cached]
  Task<> set(std::string key, bool on) {
    static_cast<void>(co_await database_.write(kSet, key, on));
    cache_[key] = on;
  }

 private:
  postgres::Database& database_;
  std::map<std::string, bool> cache_;  // of one loop: run it with --runtime-loops 1
};

int serve(service::Service& service) {
  service.run([&]() -> Task<> { static_cast<void>(co_await service.database().write(kTable)); });
  Switches switches(service.database());
  http::App app;
  app.get("/flags/{key}", [&](http::Request& request) -> Task<http::Response> {
    const bool on = co_await switches.is_on(std::string(request.path_parameter("key")));
    co_return http::text(on ? "on\n" : "off\n");
  });
  app.put("/flags/{key}", [&](http::Request& request) -> Task<http::Response> {
    const std::string key(request.path_parameter("key"));
    const bool on = *co_await request.body() == "on";
    co_await switches.set(key, on);
    co_return http::text(fmt::format("{} is {}\n", key, on ? "on" : "off"));
  });
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("cached-switches", {.postgres = true, .redis = true});
  return service::run(service, argc, argv, [&] { return serve(service); });
}
