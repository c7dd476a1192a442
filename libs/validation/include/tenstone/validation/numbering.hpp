// enumeration<Level>({{1, Level::Low}, {2, Level::High}}): an enum as whole numbers. Issues: type, number_range, enum.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "tenstone/validation/schema.hpp"

namespace tenstone::validation {

template <class E, std::size_t N>
struct Numbering {
  std::array<std::pair<std::int64_t, E>, N> numbers;

  void read(Reader& in, E& out, const At& at, Issues& issues) const {
    std::int64_t read = 0;
    if (!issues.accept(in.integer(read), "integer", at)) return;
    const auto found = std::ranges::find(numbers, read, &std::pair<std::int64_t, E>::first);
    if (found != numbers.end()) {
      out = found->second;
      return;
    }
    std::string known, listed;
    for (const auto& [number, value] : numbers) {
      known.append(known.empty() ? "" : ", ").append(std::to_string(number));
      listed.append(listed.empty() ? "[" : ",").append(std::to_string(number));
    }
    issues.add(at, "enum", "must be one of: " + known, "{\"enum\":" + listed + "]}");
  }
  void write(std::string& out, E value) const {  // a value without a number is written as it is stored
    const auto found = std::ranges::find(numbers, value, &std::pair<std::int64_t, E>::second);
    write_number(out, found != numbers.end() ? found->first : static_cast<std::int64_t>(value));
  }
  void describe(Description& out) const {
    std::array<std::int64_t, N> all;
    std::ranges::transform(numbers, all.begin(), &std::pair<std::int64_t, E>::first);
    out.enumeration(typeid(E), all);
  }
};
template <class E, std::size_t N>
constexpr Numbering<E, N> enumeration(const std::pair<std::int64_t, E> (&numbers)[N]) {
  return {std::to_array(numbers)};
}

}  // namespace tenstone::validation
