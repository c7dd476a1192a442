#include "runners.hpp"

#include <fmt/ranges.h>

namespace tenstone::platform {

Result<jobs::Handler> Runners::find(const Declaration& action) const {
  if (action.email) {
    if (email_) return email_(*action.email);
    return Error(kActionInvalid, "email, but nothing sends mail here");
  }
  if (action.builtin.empty()) {
    const auto native = natives_.find(action.name);
    if (native != natives_.end()) return native->second;
    return Error(kActionInvalid, "native, but no C++ handler is registered under this name");
  }
  if (auto runner = builtin(action.builtin)) return std::move(*runner);
  return Error(kActionInvalid, fmt::format("there is no builtin '{}'; there are: {}", action.builtin,
                                           fmt::join(builtin_names(), ", ")));
}

}  // namespace tenstone::platform
