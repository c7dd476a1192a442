// Project 04: a cache of files over HTTP. The routes are the library's; here is what stands around them.

#include "demo.hpp"
#include "embedded/files.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/file_cache/endpoints.hpp"
#include "tenstone/file_cache/settings.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

// Small in development, so that an eviction can be seen.
constexpr config::ByteSize kSize{std::uint64_t{1} << 30}, kDevelopmentSize{std::uint64_t{32} << 20};

struct Configured {
  const file_cache::Settings& cache;
  const web::AccessTokenSettings& access;
};

file_cache::Options options_of(const service::Service& service, const file_cache::Settings& settings) {
  const bool production = service.settings().production();
  return file_cache::options_of(settings, std::filesystem::path(service.data_folder()) / "cache",
                                production ? kSize : kDevelopmentSize);
}

// Sweeps from the start to the drain.
void keep_clean(service::Service& service, file_cache::AsyncCache& cache) {
  cache.start();
  service.at_drain([&cache]() -> Task<> {
    cache.stop();
    co_await cache.join();
  });
}

int serve(service::Service& service, const Configured& settings) {
  service::local_services::make_data_folder(service.data_folder());
  const bool production = service.settings().production();
  const web::AccessTokens tokens = web::open_access_tokens(settings.access, production, service.data_folder());
  const file_cache::Options options = options_of(service, settings.cache);
  file_cache::FileCache files(options, service.clock(), service.log(), service.metrics());
  file_cache::AsyncCache cache(files, service.blocking(), service.loops()[0]);
  keep_clean(service, cache);

  // [snippet:order]
  http::App app;
  service.standard(app);  // ids, addresses, a line of the log for each answer, errors as problems
  app.get("/", http::page(embedded::files().at("index.html")));
  file_cache::add_cache_routes(app, cache, tokens, std::chrono::floor<std::chrono::seconds>(settings.cache.ttl));
  cache_demo::add_routes(app, tokens, {.options = options, .pool = service.blocking(), .may_damage = !production});
  // [/snippet:order]
  return service.serve(app, service::Service::Role::Api);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  console::print("{}", console::Lines(web::describe(web::new_access_token())));
  co_return Result<void>();
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("file-based-cache");
  const Configured settings{.cache = service.config().add<file_cache::Settings>("cache"),
                            .access = service.config().add<web::AccessTokenSettings>("access")};
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", token}};
  return service::run(service, argc, argv, [&] { return serve(service, settings); }, verbs);
}
