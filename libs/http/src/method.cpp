#include "tenstone/http/method.hpp"

#include <algorithm>

namespace tenstone::http {
namespace {
constexpr std::array<std::string_view, kMethods> kNames = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"};
}  // namespace

std::string_view to_string(Method method) { return kNames[static_cast<std::size_t>(method)]; }

std::optional<Method> parse_method(std::string_view text) {
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Method>(found - kNames.begin());
}

std::string MethodSet::allow() const {
  std::string list;
  for (std::size_t i = 0; i < kMethods; ++i) {
    if (!has(static_cast<Method>(i))) continue;
    if (!list.empty()) list += ", ";
    list += kNames[i];
  }
  return list;
}

}  // namespace tenstone::http
