// A log behind the routes that it is for. In Express these routes would go unlogged, and nobody would say so.
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("too-late");
  return service::run(service, argc, argv, [&] {
    http::App app;
    app.get("/orders", [](http::Request&) -> Task<http::Response> { co_return http::json("[]"); });
    app.use("log_caller", [](http::Request& request, http::Next next) { return next(request); });
    return service.serve(app, service::Service::Role::Api);
  });
}
