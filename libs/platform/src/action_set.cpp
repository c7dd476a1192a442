#include "action_set.hpp"

#include <fmt/core.h>
#include <set>

namespace tenstone::platform {
namespace {

std::shared_ptr<Action> joined(Declaration declaration, Origin origin, jobs::Handler handler) {
  auto action = std::make_shared<Action>();
  static_cast<Declaration&>(*action) = std::move(declaration);
  action->origin = origin;
  action->code = {std::move(handler), action->policy};
  return action;
}

ActionsByName make_fixed(FixedActions fixed, const Runners& runners) {
  ActionsByName actions;
  std::string faults;
  for (Declaration& declaration : fixed.declarations) {
    auto handler = runners.find(declaration);
    std::string name = declaration.name;
    if (handler)
      actions.emplace(std::move(name), joined(std::move(declaration), fixed.origin, std::move(*handler)));
    else
      faults += fmt::format("{}action {}: run: {}", faults.empty() ? "" : "\n", name, handler.error().message);
  }
  if (!faults.empty()) throw Failure(Error(kActionInvalid, std::move(faults)));
  return actions;
}

std::vector<std::string> queues_of(const ActionsByName& actions) {
  std::set<std::string> queues{"default"};
  for (const auto& [name, action] : actions) queues.insert(action->queue);
  return {queues.begin(), queues.end()};
}

std::string one_line(const Error& error) {
  std::string text = error.message;
  for (const Issue& issue : error.issues) text += fmt::format("; {}: {}", issue.pointer, issue.message);
  return text;
}

bool same(const Action& action, const StoredAction& stored) {
  return action.document == stored.document && action.changed_at == stored.changed_at &&
         action.changed_by == stored.changed_by;
}

}  // namespace

ActionPtr ActionSet::find(std::string_view name) const {
  const auto found = actions.find(name);
  return found == actions.end() ? nullptr : found->second;
}

ActionMaker::ActionMaker(FixedActions fixed)
    : runners_(std::move(fixed.natives), std::move(fixed.makers)),
      fixed_(make_fixed(std::move(fixed), runners_)),
      queues_(queues_of(fixed_)) {}

Result<Declaration> ActionMaker::check(const std::string& document, std::optional<std::string> name) const {
  const auto runner = [this](const Declaration& action) -> std::optional<std::string> {
    const auto handler = runners_.find(action);
    if (handler) return std::nullopt;
    return handler.error().message;
  };
  return parse_document(document, {.name = std::move(name), .queues = queues_, .runner = runner});
}

std::optional<Error> ActionMaker::taken(std::string_view name) const {
  const auto found = fixed_.find(name);
  if (found == fixed_.end()) return std::nullopt;
  if (found->second->origin == Origin::Sample)
    return Error(kActionInFile, fmt::format("{} is a sample: an actions folder of your own does away with them", name));
  return Error(kActionInFile, fmt::format("{} is declared by {}: change that file", name, found->second->file));
}

Result<ActionPtr> ActionMaker::make(const StoredAction& stored) const {
  auto declaration = check(stored.document, stored.name);
  if (!declaration) return declaration.error();
  auto handler = runners_.find(*declaration);
  if (!handler) return handler.error();
  const auto action = joined(std::move(*declaration), Origin::Stored, std::move(*handler));
  action->changed_at = stored.changed_at;
  action->changed_by = stored.changed_by;
  return ActionPtr(action);
}

ActionSet ActionMaker::join(const ActionStore::All& stored, const ActionSet& before, const logging::Logger& log) const {
  ActionSet next{stored.version, fixed_};
  for (const StoredAction& row : stored.actions) {
    if (fixed_.contains(row.name)) {
      log.warn("action.hidden_by_file", {{"action", row.name}});
      continue;
    }
    if (ActionPtr known = before.find(row.name); known && same(*known, row)) {
      next.actions.emplace(row.name, std::move(known));
      continue;
    }
    auto action = make(row);
    if (action)
      next.actions.emplace(row.name, std::move(*action));
    else
      log.error("action.unusable", {{"action", row.name}, {"error", one_line(action.error())}});
  }
  return next;
}

}  // namespace tenstone::platform
