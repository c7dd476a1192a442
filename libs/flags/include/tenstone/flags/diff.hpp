// What differs between two JSON texts. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tenstone::flags {

inline constexpr std::size_t kMaxDifferences = 100;  // in one object or array; with more it is one difference itself

struct Difference {
  std::string pointer;                       // RFC 6901; "": the whole text
  std::optional<std::string> before, after;  // JSON; nothing: it is not there

  friend bool operator==(const Difference&, const Difference&) = default;
};

// The places where they differ, members by name, items by index. Nothing for a text: there is none, and the other one
// is one difference as a whole. Both are canonical, as to_json() writes definitions: equal values are equal texts.
// Deeper than validation::kMaxDepth nothing is looked into.
std::vector<Difference> differences(std::optional<std::string_view> before, std::optional<std::string_view> after);

}  // namespace tenstone::flags
