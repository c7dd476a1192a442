#pragma once
#include "tenstone/platform/actions.hpp"

namespace tenstone::platform {

// What may run an action: code that was registered under its name, or a builtin. Immutable.
class Runners {
 public:
  explicit Runners(Natives natives) : natives_(std::move(natives)) {}

  // Error: action_invalid, whose message says what is wrong with the action's `run`.
  Result<jobs::Handler> find(const Declaration& action) const;

 private:
  Natives natives_;
};

}  // namespace tenstone::platform
