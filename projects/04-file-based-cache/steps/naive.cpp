// The version that breaks: it writes into the file that others read. A reader meets half of an entry, and when the
// writer's connection breaks, that half is served for ever.
#include <filesystem>
#include <fstream>

#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
namespace fs = std::filesystem;

namespace {

// [snippet:naive]
// [snippet:put]
Task<http::Response> put(http::Request& request, fs::path file) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  for (;;) {
    const auto part = co_await request.read_some();
    if (!part) co_return http::problem(part.error());
    if (part->empty()) co_return http::Response(201);
    out << *part << std::flush;
  }
}
// [/snippet:put]

Task<http::Response> get(const fs::path file) {
  if (!fs::exists(file)) co_return http::Response(404);
  std::ifstream in(file, std::ios::binary);
  http::Response response;
  response.body.assign(std::istreambuf_iterator<char>(in), {});
  co_return response;
}
// [/snippet:naive]

}  // namespace

int main(int argc, char** argv) {
  service::Service service("naive");
  return service::run(service, argc, argv, [&] {
    const fs::path folder = fs::path(service.data_folder()) / "naive";
    fs::create_directories(folder);
    const auto file = [folder](const http::Request& request) { return folder / request.path_parameter("key"); };
    http::App app;
    app.put("/cache/{key}", [file](http::Request& request) { return put(request, file(request)); });
    app.get("/cache/{key}", [file](http::Request& request) { return get(file(request)); });
    return service.serve(app, service::Service::Role::Api);
  });
}
