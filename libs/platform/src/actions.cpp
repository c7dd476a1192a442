#include "tenstone/platform/actions.hpp"

#include <fmt/core.h>
#include <mutex>

#include "action_set.hpp"
#include "action_store.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/published.hpp"
#include "tenstone/runtime/supervisor.hpp"

namespace tenstone::platform {
namespace {
constexpr std::string_view kPrefix = "action.";
}

struct Actions::State : std::enable_shared_from_this<State> {
  State(runtime::Loops& loops, postgres::Database& with, logging::Logger logger, metrics::Registry& registry,
        FixedActions fixed, std::chrono::milliseconds how_often)
      : home(loops[0]),
        database(with),
        store(with),
        log(std::move(logger)),
        look(how_often),
        maker(std::move(fixed)),
        published(loops, {.version = 0, .actions = maker.fixed()}),
        version(registry.gauge("tenstone_actions_version_count",
                               "Changes in the version of the stored actions that this process knows")),
        told(home),
        supervisor(home) {}

  // On any loop.
  void adopt(const ActionStore::All& stored) {
    const std::scoped_lock lock(publishing);
    if (stored.version <= published.now().version) return;
    published.publish(maker.join(stored, published.now(), log));
    version.set(static_cast<double>(stored.version));
    log.info("actions.changed", {{"version", stored.version}});
  }

  Task<> refresh() {
    const std::int64_t current = co_await store.version();
    if (current <= published.now().version) co_return;
    const ActionStore::All stored = co_await store.read();
    adopt(stored);
  }

  static Task<> follow(std::shared_ptr<State> self, runtime::Pulse pulse) {
    while (!self->supervisor.stopped()) {
      co_await self->refresh();
      pulse.well();
      if (!self->supervisor.stopped()) co_await self->told.wait(self->look);
    }
  }

  // After a change, so that it holds here at once. It is durable: others hear of it, whatever happens now.
  static Task<> catch_up(std::shared_ptr<State> self) {
    try {
      co_await self->refresh();
    } catch (const Failure& failure) {
      self->log.warn("actions.not_read_back", {{"code", failure.error().code}});
    }
  }

  runtime::Loop& home;
  postgres::Database& database;
  ActionStore store;
  const logging::Logger log;
  const std::chrono::milliseconds look;
  const ActionMaker maker;
  std::mutex publishing;
  runtime::Published<ActionSet> published;
  metrics::Gauge version;
  runtime::Event told;
  std::atomic<bool> started = false;
  runtime::Supervisor supervisor;
  postgres::Listener listener;
};

Actions::Actions(runtime::Loops& loops, postgres::Database& database, logging::Logger log, metrics::Registry& registry,
                 FixedActions fixed, std::chrono::milliseconds look)
    : state_(std::make_shared<State>(loops, database, std::move(log), registry, std::move(fixed), look)) {}
Actions::~Actions() = default;

void Actions::start() {
  if (state_->started.exchange(true)) return;
  state_->home.post([state = state_] {
    const std::weak_ptr<State> weak = state;
    const auto look = [weak] {
      if (const auto self = weak.lock()) self->told.notify();
    };
    state->listener = state->database.listen(kActionsChannel, [look](std::string_view) { look(); }, look);
    state->supervisor.keep("actions", [state](runtime::Pulse pulse) { return State::follow(state, std::move(pulse)); });
  });
}

Task<> Actions::stop() {
  const auto state = state_;
  state->supervisor.stop();
  state->listener = {};
  state->told.notify();
  co_await state->supervisor.join();
}

ActionPtr Actions::find(std::string_view name) const { return state_->published.now().find(name); }

std::vector<ActionPtr> Actions::all() const {
  std::vector<ActionPtr> all;
  for (const auto& [name, action] : state_->published.now().actions) all.push_back(action);
  return all;
}

std::shared_ptr<const jobs::Kind> Actions::code(std::string_view kind) const {
  ActionPtr action = kind.starts_with(kPrefix) ? find(action_of(kind)) : nullptr;
  if (!action) return nullptr;
  const jobs::Kind* code = &action->code;
  return {std::move(action), code};
}

const std::vector<std::string>& Actions::queues() const { return state_->maker.queues(); }

Task<> Actions::refresh() {
  const auto state = state_;
  co_await state->refresh();
}

Task<Result<ActionPtr>> Actions::look_up(std::string name) {
  const auto state = state_;
  if (ActionPtr known = state->published.now().find(name)) co_return known;
  co_await state->refresh();
  if (ActionPtr known = state->published.now().find(name)) co_return known;
  co_return Error(kActionNotFound, fmt::format("There is no action {}", name));
}

Task<Result<Actions::Change>> Actions::set(std::string document, std::optional<std::string> name, std::string actor,
                                           Ids& ids) {
  const auto state = state_;
  if (name)
    if (auto fault = state->maker.taken(*name)) co_return std::move(*fault);
  const auto declaration = state->maker.check(document, std::move(name));
  if (!declaration) co_return declaration.error();
  if (auto fault = state->maker.taken(declaration->name)) co_return std::move(*fault);
  const auto put = co_await state->store.put(declaration->name, declaration->document, std::move(actor), ids);
  if (!put) co_return put.error();
  co_await State::catch_up(state);
  co_return Change{state->maker.make(put->stored).value(), put->created};
}

Task<Result<void>> Actions::remove(std::string name, std::string actor, Ids& ids) {
  const auto state = state_;
  if (auto fault = state->maker.taken(name)) co_return std::move(*fault);
  const auto removed = co_await state->store.remove(std::move(name), std::move(actor), ids);
  if (removed) co_await State::catch_up(state);
  co_return removed;
}

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::File: return "file";
    case Origin::Sample: return "sample";
    case Origin::Stored: return "stored";
  }
  std::unreachable();
}

std::string job_kind(std::string_view action) { return std::string(kPrefix) + std::string(action); }

std::string_view action_of(std::string_view kind) {
  if (kind.starts_with(kPrefix)) kind.remove_prefix(kPrefix.size());
  return kind;
}

}  // namespace tenstone::platform
