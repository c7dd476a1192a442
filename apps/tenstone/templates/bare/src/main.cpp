#include <fmt/core.h>

#include "tenstone/http/app.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("@NAME@");
  return service::run(service, argc, argv, [&] {
    http::App app;
    // Outermost first: each line runs around all those below it. Yours go behind these, before the routes that they
    // guard.
    app.use(http::request_id(service.ids()));
    app.use(http::access_log(service.log()));
    app.use(http::problem_errors(service.log()));

    app.get("/hello/{name}", [](http::Request& request) -> Task<http::Response> {
      co_return http::text(fmt::format("Hello, {}!\n", request.path_parameter("name")));
    });
    // serve() adds /health, /livez, /readyz and /metrics.
    return service.serve(app, service::Service::Role::Api);
  });
}
