// Project 08: logs of any program over HTTP. The routes are the library's; here is what stands around them.
#include <filesystem>

#include "cursor_key.hpp"
#include "embedded/files.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/http/middleware.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/log_view/endpoints.hpp"
#include "tenstone/log_view/settings.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

struct Configured {
  const log_view::Settings& logs;
  const web::DownloadTokenSettings& access;
};

// Without folders a development start shows a log that this program writes itself: a line for each request.
std::vector<log_view::Root> roots_of(const service::Service& service, const log_view::Settings& settings) {
  if (!settings.folders.roots.empty()) return settings.folders.roots;
  if (service.settings().production()) throw Failure(log_view::kLogFoldersMissing);
  const std::filesystem::path folder = std::filesystem::path(service.data_folder()) / "logs";
  std::filesystem::create_directories(folder);
  return {{.name = "own", .folder = folder}};
}

log_view::Sources open_sources(const std::vector<log_view::Root>& roots) {
  auto sources = log_view::Sources::open(roots);
  if (!sources) throw Failure(sources.error());
  return std::move(*sources);
}

void write_own_log(http::App& app, const service::Service& service, const std::string& folder) {
  const auto file = std::filesystem::path(folder) / (service.name() + ".log");
  app.use(http::access_log(logging::make({.destination = file, .process = service.name()}, service.clock())));
}

int serve(service::Service& service, const Configured& settings) {
  service::local_services::make_data_folder(service.data_folder());
  const bool production = service.settings().production();
  const web::AccessTokens tokens = web::open_access_tokens(settings.access, production, service.data_folder());
  const auto roots = roots_of(service, settings.logs);
  const log_view::Sources sources = open_sources(roots);
  const web::Cursors cursors(log_viewer::cursor_key(std::filesystem::path(service.data_folder()) / "cursor-key"));
  const log_view::Logs logs(sources, cursors, service.clock(), settings.logs.options());
  log_view::Tails tails(logs, service.blocking(), settings.logs.tail_limits());
  const auto open = service.metrics().watch("tenstone_logs_tails_count", "Tails of logs that are open",
                                            [&tails] { return static_cast<double>(tails.count()); });

  // [snippet:order]
  http::App app;
  if (settings.logs.folders.roots.empty()) write_own_log(app, service, roots.front().folder);
  service.standard(app);  // ids, addresses, a line of the log for each answer, errors as problems
  app.get("/", http::page(embedded::files().at("index.html")));
  log_view::add_log_routes(app, log_view::log_handlers(logs, tails, service.blocking()), tokens);
  // [/snippet:order]
  return service.serve(app, service::Service::Role::Api);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  console::print("{}", console::Lines(web::describe(web::new_access_token(), "TENSTONE_ACCESS_DOWNLOAD_TOKENS")));
  co_return Result<void>();
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("log-viewer");
  const Configured settings{.logs = service.config().add<log_view::Settings>("logs"),
                            .access = service.config().add<web::DownloadTokenSettings>("access")};
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", token}};
  return service::run(service, argc, argv, [&] { return serve(service, settings); }, verbs);
}
