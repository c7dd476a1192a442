#pragma once
#include "tenstone/platform/actions.hpp"

namespace tenstone::platform {

// What may run an action: code that was registered under its name, a mail, or a builtin. Immutable.
class Runners {
 public:
  Runners(Natives natives, MakeEmail email) : natives_(std::move(natives)), email_(std::move(email)) {}

  // Error: action_invalid, whose message says what is wrong with the action's `run`.
  Result<jobs::Handler> find(const Declaration& action) const;

 private:
  Natives natives_;
  MakeEmail email_;
};

}  // namespace tenstone::platform
