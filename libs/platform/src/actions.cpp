#include "tenstone/platform/actions.hpp"

#include <fmt/core.h>
#include <mutex>

#include "action_set.hpp"
#include "action_store.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/runtime/published.hpp"

namespace tenstone::platform {
namespace {
constexpr std::string_view kPrefix = "action.";
}

struct Actions::State {
  State(runtime::Loops& loops, postgres::Database& with, logging::Logger logger, metrics::Registry& registry,
        FixedActions fixed, std::chrono::milliseconds look)
      : database(with),
        store(with),
        log(std::move(logger)),
        maker(std::move(fixed)),
        published(loops, {.version = 0, .actions = maker.fixed()}),
        version(registry.gauge("tenstone_actions_version_count",
                               "Changes in the version of the stored actions that this process knows")),
        follower(loops[0], "actions", look) {}

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

  // After a change, so that it holds here at once. It is durable: others hear of it, whatever happens now.
  static Task<> catch_up(std::shared_ptr<State> self) {
    try {
      co_await self->refresh();
    } catch (const Failure& failure) {
      self->log.warn("actions.not_read_back", {{"code", failure.error().code}});
    }
  }

  postgres::Database& database;
  ActionStore store;
  const logging::Logger log;
  const ActionMaker maker;
  std::mutex publishing;
  runtime::Published<ActionSet> published;
  metrics::Gauge version;
  runtime::Follower follower;
};

Actions::Actions(runtime::Loops& loops, postgres::Database& database, logging::Logger log, metrics::Registry& registry,
                 FixedActions fixed, std::chrono::milliseconds look)
    : state_(std::make_shared<State>(loops, database, std::move(log), registry, std::move(fixed), look)) {}
Actions::~Actions() = default;

void Actions::start() {
  state_->follower.start([state = state_] { return state->refresh(); },
                         [state = state_](auto hint) { return state->database.listen(kActionsChannel, hint, hint); });
}

Task<> Actions::stop() {
  const auto state = state_;
  state->follower.stop();
  co_await state->follower.join();
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

std::vector<std::string> Actions::fixed_kinds() const {
  std::vector<std::string> kinds;
  for (const auto& [name, action] : state_->maker.fixed()) kinds.push_back(job_kind(name));
  return kinds;
}

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
