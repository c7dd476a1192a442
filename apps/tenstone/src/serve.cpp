// The verbs that run or describe a process: api, worker, migrate, health, routes, config, services.
#include <fmt/ranges.h>

#include "process.hpp"
#include "tenstone/api/api.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/probe.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/worker/worker.hpp"
#include "verbs.hpp"

namespace tenstone::cli {
using namespace std::chrono_literals;
namespace {

std::string_view word_of(service::local_services::State state) {
  switch (state) {
    case service::local_services::State::Stopped: return "stopped";
    case service::local_services::State::Starting: return "starting";
    case service::local_services::State::Running: return "running";
    case service::local_services::State::Stopping: return "stopping";
  }
  std::unreachable();
}

// "limit 30/min, flag exports, input"
std::string gates_of(const platform::Declaration& action) {
  std::string all;
  const auto add = [&all](const std::string& gate) { all += (all.empty() ? "" : ", ") + gate; };
  if (action.limit)
    add("limit " + to_string(rate_limit::Rate{action.limit->policy.limit, action.limit->policy.window}));
  if (action.flag) add("flag " + *action.flag);
  if (action.input) add("input");
  return all.empty() ? "none but that" : all;
}

}  // namespace

int api(const Settings& settings) {
  Process process("api", settings, 3000);
  process.service.open();
  return api::Api(process.service, process.platform).serve();
}

int worker(const Settings& settings) {
  Process process("worker", settings, 3001);
  process.service.open();
  return worker::serve(process.service);
}

int migrate(const Settings& settings, bool status) {
  Process process("migrate", settings);
  return service::migrate(process.service, status);
}

int health(const Settings& settings) {
  const Process process("health", settings);
  const auto& http = process.service.settings().http;
  const auto answer = service::probe({http.address, http.port.value_or(3000)}, "/readyz", 2s);
  if (!answer) throw Failure(answer.error());
  console::print("{}\n", *answer);
  return 0;
}

int routes(const Settings& settings) {
  Process process("routes", settings);
  process.service.open();
  api::Api api(process.service, process.platform);
  console::print("Middleware, outermost first:\n");
  for (const std::string& name : api.app().middleware_names()) console::print("  {}\n", name);
  console::print("Routes, with what stands before the body is read:\n");
  for (const http::RouteInfo& route : api.app().routes())
    console::print("  {:6} {:42} {:46} {}\n", to_string(route.method), route.path,
                   fmt::format("{}", fmt::join(route.options.guards, ", ")), route.options.summary);
  console::print("  GET    /health, /livez, /readyz, /metrics\n");
  console::print("Gates of an action, in this order; a closed one queues nothing:\n");
  console::print("  signed in → limit → flag → input → queued\n");
  process.service.run([&]() -> Task<> {
    co_await process.platform.actions().refresh();
    for (const platform::ActionPtr& action : process.platform.actions().all())
      console::print("  {:20} {}\n", action->name, gates_of(*action));
  });
  return 0;
}

int config(const Settings& settings, bool markdown) {
  Process process("config", settings);
  console::print("{}", console::Lines(markdown ? "# Settings\n\nMade by `tenstone config --markdown`.\n\n" +
                                                     process.service.config().markdown()
                                               : process.service.config().explain()));
  return 0;
}

int services(const Settings& settings, const std::string& stop, const std::string& state,
             const std::vector<std::string>& command) {
  namespace local = service::local_services;
  const Process process("services", settings);
  const auto folder = [&](const std::string& asked) { return asked == "-" ? process.service.data_folder() : asked; };
  if (!stop.empty()) local::stop(folder(stop));
  if (!state.empty()) console::print("{}\n", word_of(local::state(folder(state))));
  if (!stop.empty() || !state.empty()) return 0;
  return local::run_with_services(process.service.data_folder(), command);
}

}  // namespace tenstone::cli
