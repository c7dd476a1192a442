// From the first request to the last: serving, and draining on a signal.
#include <chrono>
#include <future>
#include <optional>

#include "descriptors.hpp"
#include "route_list.hpp"
#include "service_state.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/logging/rotation.hpp"
#include "tenstone/runtime/signals.hpp"

namespace tenstone::service {
using namespace std::chrono_literals;
namespace {

constexpr auto kCloseStores = 2s;
constexpr std::size_t kSpareDescriptors = 32;
// A stop signal to a whole process group comes twice when its leader, make or a shell, passes it on as well.
constexpr auto kOneSignal = 1s;

// As a step that says how it went.
std::function<Task<bool>()> done(std::function<Task<>()> step) {
  return [step = std::move(step)]() -> Task<bool> {
    co_await step();
    co_return true;
  };
}

}  // namespace

int Service::serve(http::App& app, Role role) {
  State& state = *state_;
  add_health_routes(app, state.health, state.metrics, Operators(state.settings.http));
  if (role != Role::Worker) routes(app);
  if (lists_routes()) list_routes(app);

  state.run([&state] { return state.first_attempts(); });
  http::Server server(*state.loops, app, state.clock, state.server_options());
  std::promise<int> ended;
  std::optional<std::chrono::steady_clock::time_point> stopping;
  auto drain = [](State& own, http::Server& on, Role as, std::promise<int>& out) -> Task<> {
    out.set_value(co_await own.drain(on, as) ? 0 : 1);
  };
  const struct StopLoops {
    State& state;
    ~StopLoops() {
      state.end_pools();
      state.loops->stop();
      state.loops->join();
    }
  } stop_loops{state};  // also when the start fails: what runs on them uses what stands above
  if (const auto started = server.start(); !started) throw Failure(started.error());
  if (state.settings.control.port && role != Role::Worker) {
    state.control =
        std::make_unique<Control>(*state.loops, state.mover(), state.clock, state.log, *state.settings.control.port);
    state.start("start", "control", [&state] {
      if (const auto started = state.control->start(); !started) throw Failure(started.error());
    });
  }
  const auto stop = [&] {
    const auto now = std::chrono::steady_clock::now();
    if (!stopping) {
      stopping = now;
      (*state.loops)[0].spawn(drain(state, server, role, ended));
    } else if (now - *stopping > kOneSignal) {
      std::_Exit(1);
    }
  };
  runtime::on_stop_signal((*state.loops)[0], [&](int) { stop(); });
  runtime::on_hang_up((*state.loops)[0], [&](bool terminal_gone) {
    if (terminal_gone) return stop();
    logging::open_files_again();
    state.log.info("log.opened_again");
  });
  for (Module* module : state.modules) state.start("serving", module->name(), [=] { module->serving(); });
  if (role != Role::Api)
    for (Module* module : state.modules) state.start("work", module->name(), [=] { module->work(); });
  if (state.without_database) state.bring_up_schema_later();
  if (state.follower) state.follower->start();
  state.log.info("process.ready", {{"address", state.settings.http.address}, {"port", server.port()}});
  const int code = ended.get_future().get();
  state.log.info("process.stopped", {{"exit_code", code}});
  return code;
}

http::ServerOptions Service::State::server_options() {
  return {.address = settings.http.address,
          .port = port(),
          .limits = limits(),
          .timeouts = settings.http.timeouts(),
          .log = log,
          .metrics = &metrics,
          .proxies = settings.http.trusted_proxies.networks};
}

// A descriptor for each connection and one for the file that it may read, besides what is open now, what pools of
// connections may open yet, and some for files.
http::Limits Service::State::limits() const {
  const std::size_t asked = settings.http.connections;
  http::Limits limits{.connections_per_address = settings.http.connections_per_address,
                      .waiting_bytes = settings.http.waiting_bytes.bytes};
  const std::size_t reserved = open_descriptors() + loops->size() * settings.postgres.pool + kSpareDescriptors;
  const std::size_t descriptors = raise_descriptor_limit(reserved + 2 * asked);
  limits.connections = connections_below(descriptors, reserved, asked);
  if (limits.connections < asked)
    log.warn("connections.limited",
             {{"connections", limits.connections}, {"wanted", asked}, {"descriptors", descriptors}});
  return limits;
}

Task<bool> Service::State::end(std::string_view module, std::function<Task<bool>()> step) {
  try {
    co_return co_await step();
  } catch (...) {
    log.error("drain.failed", {{"module", module}, {"error", text_of(std::current_exception())}});
  }
  co_return false;
}

Task<bool> Service::State::drain(http::Server& server, Role role) {
  log.info("process.draining");
  health.draining.store(true);
  bool clean = true;
  const std::function<Task<bool>()> requests = [this, &server] { return server.drain(settings.http.drain); };
  // A worker's requests are health checks, which go on while its jobs end; an api's requests need its modules.
  if (role != Role::Worker) clean = co_await end("http", requests);
  for (auto module = modules.rbegin(); module != modules.rend(); ++module) {
    const std::function<Task<bool>()> leave = [module] { return (*module)->drain(); };
    clean = co_await end((*module)->name(), leave) && clean;
  }
  if (role == Role::Worker) clean = co_await end("http", requests) && clean;
  for (auto stop = stops.rbegin(); stop != stops.rend(); ++stop) clean = co_await end("at_drain", done(*stop)) && clean;
  if (schema) {
    const auto end_schema = [this]() -> Task<> {
      schema->stop();
      co_await schema->join();
    };
    clean = co_await end("schema", done(end_schema)) && clean;
  }
  if (control) clean = co_await end("control", done([this] { return control->drain(); })) && clean;
  if (follower) clean = co_await end("clock", done([this] { return follower->stop(); })) && clean;
  if (database) clean = co_await end("postgres", done([this] { return database->close(kCloseStores); })) && clean;
  co_return clean;
}

}  // namespace tenstone::service
