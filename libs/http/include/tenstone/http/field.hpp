#pragma once
#include <string_view>

namespace tenstone::http {

struct Field {
  std::string_view name, value;
};

// ASCII only, as field names are.
constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; };
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

// Calls each(part) for the parts of a comma-separated list, without the white space around them.
template <class Each>
void for_each_in_list(std::string_view list, Each each) {
  for (;;) {
    const auto comma = list.find(',');
    std::string_view part = list.substr(0, comma);
    while (!part.empty() && (part.front() == ' ' || part.front() == '\t')) part.remove_prefix(1);
    while (!part.empty() && (part.back() == ' ' || part.back() == '\t')) part.remove_suffix(1);
    each(part);
    if (comma == list.npos) return;
    list.remove_prefix(comma + 1);
  }
}

}  // namespace tenstone::http
