#include "embedded/files.hpp"
#include "notes.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/web/openapi.hpp"
// @if worker@
#include "words.hpp"
// @end@

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("@NAME@", {/*@NEEDS@*/});
  notes::NotesModule module;
  service.add(module);
  // @if worker@
  notes::WordsModule words;
  service.add(words);
  // @end@
  return service::run(service, argc, argv, [&] {
    notes::NotesController controller(service);
    // @if worker@
    notes::WordsController counted(service);
    // @end@
    http::App app;
    service.standard(app);
    app.get("/", http::page(embedded::files().at("index.html")));
    web::mount(app, controller);
    // @if worker@
    web::mount(app, counted);
    // @end@
    web::serve_openapi(app, {.title = "@NAME@", .version = "1"});
    // serve() adds /health, /livez, /readyz and /metrics.
    return service.serve(app, service::Service::Role::Api);
  });
}
