#include "tenstone/web/results.hpp"

namespace tenstone::web {

http::Response located(int status, std::string json, std::string_view location) {
  http::Response response = http::json(std::move(json), status);
  if (!location.empty()) response.header("Location", location);
  return response;
}

}  // namespace tenstone::web
