#include "backups.hpp"

#include "tenstone/backup/open_or_init.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/platform/backup.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::platform {
namespace {

template <class T>
T value_of(Result<T> result) {
  if (!result) throw Failure(result.error());
  return *std::move(result);
}

}  // namespace

std::filesystem::path backup_key_file(const service::Service& service, const backup::Settings& settings) {
  if (!settings.key_file.empty()) return settings.key_file;
  return std::filesystem::path(service.data_folder()) / "backup.key";
}

Secret<std::string> backup_server(service::Service& service, const backup::Settings& settings) {
  return settings.server.reveal().empty() ? service.database_url() : settings.server;
}

void BackupsModule::configure(config::Table& table) { settings = &table.add<backup::Settings>("backup"); }

void BackupsModule::work() {
  if (settings->folder.empty()) return;
  const Secret<std::string> server = backup_server(*service_, *settings);
  auto databases = value_of(backup::databases_of(*settings, server.reveal()));
  const Clock& clock = service_->clock();
  const auto warn = [log = service_->log()](const std::string& warning) {
    log.warn("backup.warning", {{"warning", warning}});
  };
  repository_.emplace(
      value_of(backup::open_or_init(settings->folder, backup_key_file(*service_, *settings), clock, warn)));
  runs_ = std::make_unique<backup::Runs>(
      *repository_, clock,
      backup::RunsOptions{.server = server,
                          .workers = settings->workers,
                          .max_run = std::chrono::ceil<std::chrono::seconds>(settings->max_run),
                          .tool_version = TENSTONE_VERSION},
      service_->log(), service_->metrics());
  keeper_ =
      std::make_unique<backup::Keeper>(*repository_, *runs_, clock, keeper_options(*settings, std::move(databases)),
                                       service_->log(), service_->metrics());
  keeper_->start();
}

Task<> BackupsModule::clock_moved() {
  if (keeper_) keeper_->look();
  co_return;
}

// A run that is active is cancelled: it cleans up, and the next worker takes the backup that is due.
Task<bool> BackupsModule::drain() {
  if (!keeper_) co_return true;
  const auto stop = [this] {
    keeper_->stop();
    runs_->stop();
  };
  const auto stopped = co_await service_->blocking().run(stop);
  if (!stopped) stop();
  co_return true;
}

}  // namespace tenstone::platform
