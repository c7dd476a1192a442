#include "route_list.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/ranges.h>

#include "tenstone/core/console.hpp"

namespace tenstone::service {

bool& lists_routes() {
  static bool lists = false;
  return lists;
}

void list_routes(const http::App& app) {
  for (const http::RouteInfo& route : app.routes())
    console::print("{:6} {:42} {}\n", to_string(route.method), route.path,
                   fmt::format("{}", fmt::join(route.options.guards, ", ")));
  std::fflush(stdout);
  std::_Exit(0);
}

}  // namespace tenstone::service
