#include "tenstone/web/parameters.hpp"

namespace tenstone::web {

Error Input::error() && { return unreadable ? Error(*unreadable) : std::move(issues).error(); }

std::vector<std::pair<std::string, std::string>> query_pairs(http::Request& request) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const http::Field& pair : request.query()) pairs.emplace_back(pair.name, pair.value);
  return pairs;
}

}  // namespace tenstone::web
