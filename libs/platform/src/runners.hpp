#pragma once
#include "tenstone/platform/actions.hpp"

namespace tenstone::platform {

// What may run an action. Immutable.
class Runners {
 public:
  Runners(Natives natives, Makers makers) : natives_(std::move(natives)), makers_(std::move(makers)) {}

  // Error: action_invalid, whose message says what is wrong with the action's `run`.
  Result<jobs::Handler> find(const Declaration& action) const;

 private:
  Natives natives_;
  Makers makers_;
};

}  // namespace tenstone::platform
