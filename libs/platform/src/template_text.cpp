#include "template_text.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <optional>

#include "tenstone/validation/validation.hpp"

namespace tenstone::platform {
namespace {

constexpr std::string_view kOpen = "{{", kClose = "}}", kInput = "input.";

bool in_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// The NAME in what stands between the braces.
std::optional<std::string_view> name_in(std::string_view place) {
  while (place.starts_with(' ')) place.remove_prefix(1);
  while (place.ends_with(' ')) place.remove_suffix(1);
  if (!place.starts_with(kInput)) return std::nullopt;
  place.remove_prefix(kInput.size());
  if (place.empty() || !std::ranges::all_of(place, in_a_name)) return std::nullopt;
  return place;
}

// Calls on_text and on_place with the parts in their order; on_place gets what is between the braces. False: a place
// has no end.
template <class OnText, class OnPlace>
bool split(std::string_view text, OnText on_text, OnPlace on_place) {
  for (;;) {
    const std::size_t open = text.find(kOpen);
    on_text(text.substr(0, open));
    if (open == std::string_view::npos) return true;
    const std::size_t close = text.find(kClose, open + kOpen.size());
    if (close == std::string_view::npos) return false;
    on_place(text.substr(open + kOpen.size(), close - open - kOpen.size()));
    text.remove_prefix(close + kClose.size());
  }
}

}  // namespace

std::string fault_of_template(std::string_view text) {
  std::string fault;
  const auto check = [&](std::string_view place) {
    if (fault.empty() && !name_in(place))
      fault = fmt::format("{{{{{}}}}} is not a place: write {{{{input.NAME}}}}, with the name of a member of the input",
                          place);
  };
  const bool ended = split(text, [](std::string_view) {}, check);
  if (fault.empty() && !ended) fault = "has a {{ without its }}";
  return fault;
}

Members members_of(std::string_view json) {
  Members members;
  const auto in = validation::open_json(json);
  if (!in->enter_object()) return members;
  for (std::string_view key; in->next_key({}, key);) {
    if (in->null()) continue;
    std::string& value = members[std::string(key)];
    if (in->string(value) != validation::Reader::Read::Ok) in->raw(value);
  }
  return members;
}

Result<std::string> fill(std::string_view text, const Members& input) {
  std::string out, missing;
  const auto add = [&](std::string_view part) { out += part; };
  const auto place = [&](std::string_view part) {
    const std::string_view name = name_in(part).value_or(part);
    const auto found = input.find(name);
    if (found != input.end())
      out += found->second;
    else
      missing = name;
  };
  split(text, add, place);
  if (!missing.empty())
    return Error(validation::kValidationFailed, fmt::format("The input has no {}, which the mail needs", missing));
  return out;
}

}  // namespace tenstone::platform
