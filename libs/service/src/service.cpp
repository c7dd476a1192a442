#include "tenstone/service/service.hpp"

#include <filesystem>
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <future>

#include "service_state.hpp"
#include "tenstone/http/client_address.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/service/local_services.hpp"

namespace tenstone::service {
namespace {

template <class T>
T& needed(const std::unique_ptr<T>& part, std::string_view which) {
  if (!part) throw std::logic_error(fmt::format("the service was made without {}: name it in its Needs", which));
  return *part;
}

}  // namespace

Service::Service(std::string name, Needs needs, unsigned short port)
    : state_(std::make_unique<State>(std::move(name), needs, port)) {}

Service::Service(std::string name, Needs needs, Tool) : Service(std::move(name), needs) { become_tool(); }

Service::~Service() {
  if (!state_->loops) return;
  // First what resumes on the loops, then the loops' threads, then what their tasks used.
  state_->end_pools();
  state_->loops->stop();
  state_->loops->join();
  runtime::on_unhandled_exception({});  // it holds the log, whose lines are written when the last holder goes
}

void Service::become_worker() {
  state_->name += "-worker";
  ++state_->default_port;
}

void Service::become_tool() { state_->tool = true; }

void Service::add(Module& module) {
  module.needs(*this);
  for (const Module* other : state_->modules)
    if (other->name() == module.name())
      throw std::logic_error(fmt::format(
          "two modules are named '{}'. If the first was added for one that needs it: add yours before that one",
          module.name()));
  state_->modules.push_back(&module);
  module.configure(state_->table);
}

Module* Service::find(const std::type_info& type) const {
  for (Module* module : state_->modules)
    if (typeid(*module) == type) return module;
  return nullptr;
}

Module& Service::keep(std::unique_ptr<Module> module) {
  Module& kept = *state_->kept.emplace_back(std::move(module));
  add(kept);
  return kept;
}

void Service::routes(http::App& app) {
  if (std::exchange(state_->routed, true)) return;
  for (Module* module : state_->modules) module->routes(app);
}

config::Table& Service::config() { return state_->table; }

Result<void> Service::load(const std::vector<std::string>& flags) {
  State& state = *state_;
  if (auto loaded = state.table.load(flags, config::environment()); !loaded) return loaded;
  // A verb that opens nothing, such as one that reads files, needs no server.
  if (auto complete = check_urls(state.settings); !complete && !state.tool) return complete;
  if (state.settings.production() && state.settings.control.port) return kControlInProduction;
  state.data_folder = state.settings.general.data.empty()
                          ? local_services::default_data_folder().string()
                          : std::filesystem::absolute(state.settings.general.data).string();
  const LogSettings& log = state.settings.log;
  state.log =
      state.tool
          ? logging::make({.level = logging::Level::Error, .destination = "stderr", .process = state.name}, state.clock)
          : logging::make({.level = log.level, .destination = log.destination, .process = state.name, .file = log.file},
                          state.clock);
  if (const auto links = state.table.service_links(config::environment()); !links.empty())
    state.log.info("config.service_links_ignored", {{"variables", fmt::format("{}", fmt::join(links, " "))}});
  state.lost_lines.reset();
  state.lost_lines.emplace(state.metrics.watch("tenstone_log_lost_lines_count", "Lines that the log could not write",
                                               [log = state.log] { return static_cast<double>(log.lost()); }));
  return {};
}

void Service::run(std::function<Task<>()> task) {
  State& state = *state_;
  state.run([&]() -> Task<> {
    if (state.redis) co_await state.redis->first_attempt(kFirstAttempts);
    co_await task();
  });
}

void Service::standard(http::App& app) {
  State& state = *state_;
  app.use(http::request_id(state.ids));
  app.use(http::client_address(state.settings.http.proxies()));
  app.use(http::access_log(state.log));
  if (!state.settings.http.allowed_origins.origins.empty())
    app.use(http::cors(state.settings.http.allowed_origins.origins));
  app.use(http::problem_errors(state.log));
}

void Service::State::run(std::function<Task<>()> task) {
  start_loops();
  std::promise<void> done;
  auto body = [](std::function<Task<>()> run_it, std::promise<void>* out) -> Task<> {
    try {
      co_await run_it();
      out->set_value();
    } catch (...) {
      out->set_exception(std::current_exception());
    }
  };
  (*loops)[0].spawn(body(std::move(task), &done));
  done.get_future().get();
}

const std::string& Service::name() const { return state_->name; }
unsigned short Service::port() const { return state_->port(); }
const Settings& Service::settings() const { return state_->settings; }
std::string Service::public_url() const {
  const Settings& settings = state_->settings;
  if (!settings.http.public_url.empty() || settings.production()) return settings.http.public_url;
  return fmt::format("http://localhost:{}", port());
}
const std::string& Service::data_folder() const { return state_->data_folder; }
logging::Logger Service::log() const { return state_->log; }
const Clock& Service::clock() const { return state_->clock; }
std::optional<Time> Service::moved_time() const {
  if (state_->clock.offset() == std::chrono::microseconds(0)) return std::nullopt;
  return state_->clock.now();
}
Ids& Service::ids() { return state_->ids; }
metrics::Registry& Service::metrics() { return state_->metrics; }
runtime::Loops& Service::loops() { return *state_->loops; }
runtime::BlockingPool& Service::blocking() { return *state_->blocking; }
runtime::BlockingPool& Service::add_pool(std::size_t threads, std::size_t queue, int nice) {
  return *state_->more_pools.emplace_back(std::make_unique<runtime::BlockingPool>(threads, queue, nice));
}
http::Client& Service::add_client(http::ClientOptions options) {
  return *state_->clients.emplace_back(std::make_unique<http::Client>(*state_->loops, std::move(options)));
}
postgres::Database& Service::database() { return needed(state_->database, "PostgreSQL"); }
redis::Redis& Service::redis() { return needed(state_->redis, "Redis"); }
Secret<std::string> Service::database_url() { return Secret(state_->stores->renew_database_url()); }
void Service::at_drain(std::function<Task<>()> stop) { state_->stops.push_back(std::move(stop)); }
void Service::add_check(std::string name, std::function<Task<bool>()> check) {
  state_->health.readiness.add({std::move(name), std::move(check)});
}

}  // namespace tenstone::service
