// bench_files: the cache's routes as project 04 has them, with the entries /cache/bench/4k and 1m. The port is PORT, a
// token that may read $TOKEN.
#include <cstdlib>
#include <filesystem>
#include <string>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/file_cache/endpoints.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

void fill(file_cache::FileCache& cache) {
  for (const auto& [key, size] : {std::pair("4k", 4096U), std::pair("1m", 1024U * 1024)}) {
    const auto stored = cache.put("bench", key, std::string(size, 'f'), {.ttl = std::nullopt});
    if (!stored) throw Failure(stored.error());
  }
}

int serve(service::Service& service) {
  const std::filesystem::path folder = "build/bench-files";
  std::filesystem::remove_all(folder);
  const char* token = std::getenv("TOKEN");
  const web::AccessTokens tokens(web::AccessTokenSettings{.read_tokens = {{sha256(token == nullptr ? "" : token)}}});
  file_cache::FileCache files({.folder = folder}, service.clock(), service.log(), service.metrics());
  fill(files);
  file_cache::AsyncCache cache(files, service.blocking(), service.loops()[0]);
  http::App app;
  service.standard(app);
  file_cache::add_cache_routes(app, cache, tokens);
  return service.serve(app, service::Service::Role::Api);
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("bench-files");
  return service::run(service, argc, argv, [&] { return serve(service); });
}
