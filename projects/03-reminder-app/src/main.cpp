#include "embedded/files.hpp"
#include "notes.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/program.hpp"
#include "words.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("reminder-app", {.postgres = true, .redis = true, .worker = true});
  notes::NotesModule module;
  service.add(module);
  notes::WordsModule words;
  service.add(words);
  return service::run(service, argc, argv, [&] {
    notes::NotesController controller(service);
    notes::WordsController counted(service);
    http::App app;
    service.standard(app);
    app.get("/", http::page(embedded::files().at("index.html")));
    web::mount(app, controller);
    web::mount(app, counted);
    // serve() adds /health, /livez, /readyz and /metrics.
    return service.serve(app, service::Service::Role::Api);
  });
}
