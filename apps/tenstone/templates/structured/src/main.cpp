#include "notes.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("@NAME@", {.postgres = true, .redis = true});
  notes::NotesModule module;
  service.add(module);
  return service::run(service, argc, argv, [&] {
    notes::NotesController controller(service.database(), service.redis(), service.ids());
    http::App app;
    app.use(http::request_id(service.ids()));
    app.use(http::access_log(service.log()));
    app.use(http::problem_errors(service.log()));
    web::mount(app, controller);
    // serve() adds /health, /livez, /readyz and /metrics.
    return service.serve(app, service::Service::Role::Api);
  });
}
