// From the first request to the last: serving, and draining on a signal.
#include <chrono>
#include <future>
#include <optional>

#include "service_state.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/runtime/signals.hpp"

namespace tenstone::service {
using namespace std::chrono_literals;
namespace {

constexpr auto kCloseStores = 2s;
// A stop signal to a whole process group comes twice when its leader, make or a shell, passes it on as well.
constexpr auto kOneSignal = 1s;

}  // namespace

int Service::serve(http::App& app, Role role) {
  State& state = *state_;
  add_health_routes(app, state.health, state.metrics);
  if (role == Role::Api)
    for (Module* module : state.modules) module->routes(app);

  state.run([&state] { return state.first_attempts(); });
  http::Server server(
      *state.loops, app, state.clock,
      {.address = state.settings.http.address, .port = state.port(), .log = state.log, .metrics = &state.metrics});
  if (const auto started = server.start(); !started) throw Failure(started.error());
  if (state.settings.control.port && role == Role::Api) {
    state.control =
        std::make_unique<Control>(*state.loops, state.mover(), state.clock, state.log, *state.settings.control.port);
    if (const auto started = state.control->start(); !started) throw Failure(started.error());
  }
  std::promise<int> ended;
  std::optional<std::chrono::steady_clock::time_point> stopping;
  auto drain = [](State& own, http::Server& on, Role as, std::promise<int>& out) -> Task<> {
    out.set_value(co_await own.drain(on, as) ? 0 : 1);
  };
  runtime::on_stop_signal((*state.loops)[0], [&](int) {
    const auto now = std::chrono::steady_clock::now();
    if (!stopping) {
      stopping = now;
      (*state.loops)[0].spawn(drain(state, server, role, ended));
    } else if (now - *stopping > kOneSignal) {
      std::_Exit(1);
    }
  });
  for (Module* module : state.modules) module->serving();
  if (role == Role::Worker)
    for (Module* module : state.modules) module->work();
  if (state.follower) state.follower->start();
  state.log.info("process.ready", {{"address", state.settings.http.address}, {"port", server.port()}});
  const int code = ended.get_future().get();
  state.log.info("process.stopped", {{"exit_code", code}});
  state.blocking.reset();
  state.loops->stop();
  state.loops->join();
  return code;
}

Task<bool> Service::State::drain(http::Server& server, Role role) {
  log.info("process.draining");
  health.draining.store(true);
  bool clean = true;
  // A worker's requests are health checks, which go on while its jobs end; an api's requests need its modules.
  if (role == Role::Api) clean = co_await server.drain(settings.http.drain);
  for (auto module = modules.rbegin(); module != modules.rend(); ++module) clean = co_await (*module)->drain() && clean;
  if (role == Role::Worker) clean = co_await server.drain(settings.http.drain) && clean;
  for (auto stop = stops.rbegin(); stop != stops.rend(); ++stop) co_await (*stop)();
  if (control) co_await control->drain();
  if (follower) co_await follower->stop();
  if (database) co_await database->close(kCloseStores);
  co_return clean;
}

}  // namespace tenstone::service
