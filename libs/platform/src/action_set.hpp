// From declarations to actions: what each needs to be one, and which of two goes before. No I/O but the log.
#pragma once
#include "action_store.hpp"
#include "runners.hpp"
#include "tenstone/platform/actions.hpp"

namespace tenstone::platform {

using ActionsByName = std::map<std::string, ActionPtr, std::less<>>;

// All of them at one version of what is stored. Immutable.
struct ActionSet {
  std::int64_t version = 0;
  ActionsByName actions;

  ActionPtr find(std::string_view name) const;
};

// Immutable.
class ActionMaker {
 public:
  // Throws Failure: Actions::Actions().
  explicit ActionMaker(FixedActions fixed);

  const ActionsByName& fixed() const { return fixed_; }
  const std::vector<std::string>& queues() const { return queues_; }

  // What may be stored. Errors: Actions::set().
  Result<Declaration> check(const std::string& document, std::optional<std::string> name) const;
  // action_in_file, when a fixed action has this name.
  std::optional<Error> taken(std::string_view name) const;

  Result<ActionPtr> make(const StoredAction& stored) const;
  // The fixed ones and the stored ones, which are hidden by fixed ones of their name. What cannot be run here (another
  // version stored it, or the file with its queue went) is left out, and logged. What `before` has already is not made
  // again.
  ActionSet join(const ActionStore::All& stored, const ActionSet& before, const logging::Logger& log) const;

 private:
  Runners runners_;
  ActionsByName fixed_;
  std::vector<std::string> queues_;
};

}  // namespace tenstone::platform
