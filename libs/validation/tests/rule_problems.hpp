// Reads one value by the rules of a field, as a member of an object.
#pragma once
#include <string>
#include <utility>

#include "tenstone/testing/json.hpp"
#include "tenstone/validation/describe.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::validation {

// The issue of a value under these rules; its code is "" when there is none. The value may be changed by transforms.
template <class M>
Issue issue_of(const RulesOf<M>& rules, std::string_view json, M* value = nullptr) {
  M mine{};
  Issues issues("body");
  const ReaderPtr reader = open_json("[" + std::string(json) + "]");
  if (reader->enter_array() && reader->next_item())
    Codec<M>::read(*reader, value != nullptr ? *value : mine, rules, {}, issues);
  if (issues.count() == 0) return {};
  return issues.list().front();
}
inline std::string text_issue(const Text& rules, std::string value) {
  Issues issues("body");
  rules.apply(value, {}, issues);
  return issues.count() == 0 ? "" : issues.list().front().code;
}
// How a value under these rules is described.
template <class M>
std::string described(const RulesOf<M>& rules) {
  Components components("#/");
  Description out(components, Way::Input);
  Codec<M>::describe(out, rules);
  return out.json();
}

// Whether a call without arguments can be carried out while compiling.
template <class Call, auto = (Call{}(), 0)>
constexpr bool compiles(Call) {
  return true;
}
constexpr bool compiles(...) { return false; }

}  // namespace tenstone::validation
