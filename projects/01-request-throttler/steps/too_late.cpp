// A middleware behind the route that it is for. In Express the route would go without it, and nobody would say so.
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("too-late", {.redis = true});
  return service::run(service, argc, argv, [&] {
    http::App app;
    app.get("/ping", [](http::Request&) -> Task<http::Response> { co_return http::json(R"({"pong":true})"); });
    app.use("limit", [](http::Request& request, http::Next next) { return next(request); });
    return service.serve(app, service::Service::Role::Api);
  });
}
