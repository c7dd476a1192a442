#include "tenstone/web/parameters.hpp"

#include "tenstone/http/field.hpp"

namespace tenstone::web {
namespace {

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Error Input::error() && { return refusal ? *std::move(refusal) : std::move(issues).error(); }

void Input::missing(std::string_view in, std::string_view name) {
  const validation::At root;
  issues.within(in);
  issues.add(validation::At{&root, name}, "required", "is required");
}

std::vector<std::pair<std::string, std::string>> query_pairs(http::Request& request) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const http::Field& pair : request.query()) pairs.emplace_back(pair.name, pair.value);
  return pairs;
}

std::optional<std::string_view> cookie(const http::Request& request, std::string_view name) {
  std::optional<std::string_view> found;
  for (const http::Field& field : request.headers()) {
    if (!http::equal_ignoring_case(field.name, "Cookie")) continue;
    for (std::string_view rest = field.value; !rest.empty();) {
      const std::string_view pair = trimmed(rest.substr(0, rest.find(';')));
      rest.remove_prefix(std::min(rest.find(';'), rest.size() - 1) + 1);
      if (pair.size() <= name.size() || !pair.starts_with(name) || pair[name.size()] != '=') continue;
      if (found) return std::nullopt;
      found = pair.substr(name.size() + 1);
    }
  }
  return found;
}

}  // namespace tenstone::web
