// The version that breaks: it counts in its own memory, so a restart forgets, and a second process counts for itself.
#include <atomic>
#include <fmt/core.h>

#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

int main(int argc, char** argv) {
  service::Service service("naive");
  return service::run(service, argc, argv, [&] {
    // [snippet:count]
    std::atomic<int> count = 0;
    http::App app;
    app.post("/count",
             [&count](http::Request&) -> Task<http::Response> { co_return http::text(fmt::format("{}\n", ++count)); });
    // [/snippet:count]
    return service.serve(app, service::Service::Role::Api);
  });
}
