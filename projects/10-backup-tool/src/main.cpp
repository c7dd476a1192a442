#include <fmt/core.h>

#include "embedded/files.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("backup-tool", {.postgres = true});
  return service::run(service, argc, argv, [&] {
    http::App app;
    // Outermost first: each line runs around all those below it. Yours go behind this one, before the routes that they
    // guard.
    service.standard(app);

    app.get("/", http::page(embedded::files().at("index.html")));
    app.get("/hello/{name}", [](http::Request& request) -> Task<http::Response> {
      co_return http::text(fmt::format("Hello, {}!\n", request.path_parameter("name")));
    });
    // serve() adds /health, /livez, /readyz and /metrics.
    return service.serve(app, service::Service::Role::Api);
  });
}
