// An entry knows its deadline, and a reader checks it. Nobody removes what nobody reads again: the disk fills up.
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/whole_file.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
namespace fs = std::filesystem;

namespace {

// The deadline in seconds since 1970 is the first line; the body is the rest.
// [snippet:deadline]
bool is_fresh(std::string_view file, Time now) {
  std::int64_t deadline = 0;
  std::from_chars(file.data(), file.data() + file.size(), deadline);
  return now.time_since_epoch() < std::chrono::seconds(deadline);
}
// [/snippet:deadline]

Task<http::Response> put(http::Request& request, fs::path file, Time now) {
  const auto body = co_await request.body();
  if (!body) co_return http::problem(body.error());
  const auto deadline = std::chrono::ceil<std::chrono::seconds>(now.time_since_epoch()) + std::chrono::seconds(1);
  const auto written = write_whole_file(file, fmt::format("{}\n{}", deadline.count(), *body), 0600);
  co_return written ? http::Response(201) : http::problem(written.error());
}

Task<http::Response> get(fs::path file, Time now) {
  std::ifstream in(file, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (!is_fresh(text, now)) co_return http::Response(404);
  co_return http::text(text.substr(text.find('\n') + 1));
}

// How many files there are, whether somebody can read them or not.
Task<http::Response> count(fs::path folder) {
  co_return http::text(fmt::format("{} files\n", std::distance(fs::directory_iterator(folder), {})));
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("orphans");
  return service::run(service, argc, argv, [&] {
    const fs::path folder = fs::path(service.data_folder()) / "orphans";
    fs::create_directories(folder);
    const auto file = [folder](const http::Request& request) { return folder / request.path_parameter("key"); };
    const Clock& clock = service.clock();
    http::App app;
    app.put("/cache/{key}", [=, &clock](http::Request& request) { return put(request, file(request), clock.now()); });
    app.get("/cache/{key}", [=, &clock](http::Request& request) { return get(file(request), clock.now()); });
    app.get("/files", [folder](http::Request&) { return count(folder); });
    return service.serve(app, service::Service::Role::Api);
  });
}
