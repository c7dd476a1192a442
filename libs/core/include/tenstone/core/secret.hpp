// A value that must not be seen: it has no operator<<, fmt prints "[secret]", and only reveal() hands it out, so that
// every place that uses it can be found by that word.
#pragma once
#include <algorithm>
#include <fmt/core.h>
#include <string_view>
#include <utility>

namespace tenstone {

template <class T>
class Secret {
 public:
  Secret() = default;
  explicit Secret(T value) : value_(std::move(value)) {}
  const T& reveal() const { return value_; }

 private:
  T value_{};
};

}  // namespace tenstone

template <class T>
struct fmt::formatter<tenstone::Secret<T>> {
  constexpr auto parse(fmt::format_parse_context& context) { return context.begin(); }
  template <class Context>
  auto format(const tenstone::Secret<T>&, Context& context) const {
    constexpr std::string_view kMask = "[secret]";
    return std::copy(kMask.begin(), kMask.end(), context.out());
  }
};
