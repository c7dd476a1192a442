#include "runners.hpp"

#include <fmt/ranges.h>

namespace tenstone::platform {

Result<jobs::Handler> Runners::find(const Declaration& action) const {
  if (const auto* email = std::get_if<EmailTemplate>(&action.run)) {
    if (makers_.email) return makers_.email(*email);
    return Error(kActionInvalid, "email, but nothing sends mail here");
  }
  if (const auto* post = std::get_if<PostTo>(&action.run)) {
    if (makers_.http) return makers_.http(*post, action.policy.timeout);
    return Error(kActionInvalid, "http, but nothing sends requests here");
  }
  if (const auto* event = std::get_if<SendEvent>(&action.run)) {
    if (makers_.event) return makers_.event(*event);
    return Error(kActionInvalid, "event, but nothing sends events here");
  }
  if (const auto* named = std::get_if<Builtin>(&action.run)) {
    if (auto runner = builtin(named->name)) return std::move(*runner);
    return Error(kActionInvalid,
                 fmt::format("there is no builtin '{}'; there are: {}", named->name, fmt::join(builtin_names(), ", ")));
  }
  const auto native = natives_.find(action.name);
  if (native != natives_.end()) return native->second;
  return Error(kActionInvalid, "native, but no C++ handler is registered under this name");
}

}  // namespace tenstone::platform
