#include "tenstone/web/with_headers.hpp"

namespace tenstone::web {

void add_headers(http::Response& response, const Headers& headers) {
  for (const auto& [name, value] : headers)
    if (name == "Set-Cookie")
      response.add_header(name, value);
    else
      response.header(name, value);
}

}  // namespace tenstone::web
