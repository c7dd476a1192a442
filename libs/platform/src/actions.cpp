#include "tenstone/platform/actions.hpp"

#include <fmt/ranges.h>

namespace tenstone::platform {
namespace {
constexpr std::string_view kPrefix = "action.";
}

std::string job_kind(std::string_view action) { return std::string(kPrefix) + std::string(action); }

std::string_view action_of(std::string_view kind) {
  if (kind.starts_with(kPrefix)) kind.remove_prefix(kPrefix.size());
  return kind;
}

void Actions::add_native(std::string name, jobs::Handler handler) {
  natives_.emplace(std::move(name), std::move(handler));
}

void Actions::declare(std::vector<Declaration> declarations) {
  Error error(kActionInvalid);
  std::string faults;
  const auto fault = [&](const Declaration& action, const std::string& text) {
    faults += fmt::format("{}action {}: {}", faults.empty() ? "" : "\n", action.name, text);
  };
  for (Declaration& action : declarations) {
    if (action.builtin.empty()) {
      const auto native = natives_.find(action.name);
      if (native == natives_.end())
        fault(action, "run: native, but no C++ handler is registered under this name");
      else
        handlers_.emplace(action.name, native->second);
    } else if (auto runner = builtin(action.builtin)) {
      handlers_.emplace(action.name, std::move(*runner));
    } else {
      fault(action, fmt::format("run: there is no builtin '{}'; there are: {}", action.builtin,
                                fmt::join(builtin_names(), ", ")));
    }
    std::string name = action.name;
    declared_.emplace(std::move(name), std::move(action));
  }
  if (faults.empty()) return;
  error.message = faults;
  throw Failure(std::move(error));
}

const Declaration* Actions::find(std::string_view name) const {
  const auto found = declared_.find(name);
  return found == declared_.end() ? nullptr : &found->second;
}

const jobs::Handler& Actions::handler(std::string_view name) const { return handlers_.find(name)->second; }

}  // namespace tenstone::platform
