// It writes a temporary file and renames it, and does not look at what write(2) says. On a full disk it publishes the
// part of the entry that had space, with the answer 201.
//   mount -t tmpfs -o size=64k tmpfs /mnt && TENSTONE_DATA=/mnt 04-file-based-cache_full_disk
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;
namespace fs = std::filesystem;

namespace {

// [snippet:unchecked]
void store(const fs::path& file, std::string_view body) {
  const fs::path temporary = file.string() + ".new";
  const Fd out(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  while (!body.empty()) {
    const auto part = body.substr(0, 4096);
    if (::write(out.get(), part.data(), part.size()) < 0) break;  // and nobody is told
    body.remove_prefix(part.size());
  }
  fs::rename(temporary, file);
}
// [/snippet:unchecked]

Task<http::Response> put(http::Request& request, fs::path file) {
  const auto body = co_await request.body();
  if (!body) co_return http::problem(body.error());
  store(file, *body);
  co_return http::Response(201);
}

Task<http::Response> get(fs::path file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) co_return http::Response(404);
  http::Response response;
  response.body.assign(std::istreambuf_iterator<char>(in), {});
  co_return response;
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("full-disk");
  return service::run(service, argc, argv, [&] {
    const fs::path folder = fs::path(service.data_folder()) / "full-disk";
    fs::create_directories(folder);
    const auto file = [folder](const http::Request& request) { return folder / request.path_parameter("key"); };
    http::App app;
    app.put("/cache/{key}", [file](http::Request& request) { return put(request, file(request)); });
    app.get("/cache/{key}", [file](http::Request& request) { return get(file(request)); });
    return service.serve(app, service::Service::Role::Api);
  });
}
