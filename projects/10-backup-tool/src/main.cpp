// Project 10: backups of PostgreSQL databases over HTTP. The routes are the library's; here is what stands around them.

#include "embedded/files.hpp"
#include "repository.hpp"
#include "sample.hpp"
#include "tenstone/backup/endpoints.hpp"
#include "tenstone/backup/keeper.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/http/event_hub.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/program.hpp"

using namespace tenstone;

namespace {

struct Configured {
  const backup::Settings& backup;
  const web::OperateTokenSettings& access;
};

// The server whose databases are backed up. While `hold` lives, a private one runs.
struct Server {
  Secret<std::string> url;
  std::vector<std::string> databases;
  std::optional<service::local_services::Attachment> hold = {};
};

template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  return std::move(*result);
}

// Without a server a development start brings a private one with a database to try it on.
Server open_server(const service::Service& service, const backup::Settings& settings) {
  if (const std::string& url = settings.server.reveal(); !url.empty())
    return {.url = settings.server, .databases = value_of(backup::databases_of(settings, url))};
  if (service.settings().production())
    throw Failure(Error(backup_tool::kBackupSettingsMissing, "TENSTONE_ENV=production needs TENSTONE_BACKUP_SERVER"));
  auto hold = service::local_services::attach(service.data_folder(), {.postgres = true});
  backup_tool::make_sample(hold.database_url, embedded::files().at("shop.sql"));
  Secret<std::string> url(hold.database_url);
  std::vector<std::string> databases = settings.databases.names;
  if (databases.empty()) databases.emplace_back(backup_tool::kSampleDatabase);
  return {.url = std::move(url), .databases = std::move(databases), .hold = std::move(hold)};
}

// From the start to the drain. Runs that are active then are cancelled, and leave nothing behind.
void keep(service::Service& service, backup::Keeper& keeper, backup::Runs& runs) {
  keeper.start();
  service.at_drain([&]() -> Task<> {
    auto stop = [&] {
      keeper.stop();
      runs.stop();
    };
    (void)co_await service.blocking().run(stop);
  });
}

int serve(service::Service& service, const Configured& settings) {
  const bool production = service.settings().production();
  if (!production) service::local_services::make_data_folder(service.data_folder());  // for a token, a key and samples
  const web::AccessTokens tokens = web::open_access_tokens(settings.access, production, service.data_folder());
  const backup::Repository repository = backup_tool::open_repository(service, settings.backup);
  const Server server = open_server(service, settings.backup);
  http::EventHub events(service.loops());
  backup::Runs runs(repository, service.clock(),
                    {.server = server.url,
                     .workers = settings.backup.workers,
                     .max_run = std::chrono::duration_cast<std::chrono::seconds>(settings.backup.max_run),
                     .tool_version = "backup-tool"},
                    service.log(), service.metrics(), &events);
  backup::Keeper keeper(repository, runs, service.clock(), backup::keeper_options(settings.backup, server.databases),
                        service.log(), service.metrics());
  keep(service, keeper, runs);

  // [snippet:order]
  http::App app;
  service.standard(app);  // ids, addresses, a line of the log for each answer, errors as problems
  app.get("/", http::page(embedded::files().at("index.html")));
  backup::add_backup_routes(app,
                            {.repository = repository,
                             .runs = runs,
                             .events = events,
                             .pool = service.blocking(),
                             .clock = service.clock(),
                             .settings = settings.backup,
                             .server = server.url,
                             .databases = server.databases},
                            tokens);
  // [/snippet:order]
  return service.serve(app, service::Service::Role::Api);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  console::print("{}", console::Lines(web::describe(web::new_access_token(), "TENSTONE_ACCESS_OPERATE_TOKENS")));
  co_return Result<void>();
}

}  // namespace

int main(int argc, char** argv) {
  service::Service service("backup-tool");
  const Configured settings{.backup = service.config().add<backup::Settings>("backup"),
                            .access = service.config().add<web::OperateTokenSettings>("access")};
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", token}};
  return service::run(service, argc, argv, [&] { return serve(service, settings); }, verbs);
}
