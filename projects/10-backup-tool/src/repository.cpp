#include "repository.hpp"

#include <filesystem>
#include <fmt/core.h>

#include "tenstone/backup/open_or_init.hpp"

namespace tenstone::backup_tool {
namespace {
namespace fs = std::filesystem;

fs::path named_or(const std::string& setting, std::string_view name, const service::Service& service) {
  if (!setting.empty()) return setting;
  if (service.settings().production())
    throw Failure(Error(kBackupSettingsMissing, fmt::format("TENSTONE_ENV=production needs {}", name)));
  return fs::path(service.data_folder()) / (name == "TENSTONE_BACKUP_FOLDER" ? "repository" : "backup.key");
}

}  // namespace

backup::Repository open_repository(const service::Service& service, const backup::Settings& settings) {
  const fs::path folder = named_or(settings.folder, "TENSTONE_BACKUP_FOLDER", service);
  const fs::path key = named_or(settings.key_file, "TENSTONE_BACKUP_KEY_FILE", service);
  std::error_code unknown;
  const bool first = !fs::exists(key, unknown);
  const auto warn = [log = service.log()](const std::string& warning) {
    log.warn("backup.warning", {{"warning", warning}});
  };
  auto opened = backup::open_or_init(folder, key, service.clock(), warn);
  if (!opened) throw Failure(opened.error());
  if (first)
    service.log().warn("repository.made",
                       {{"folder", folder.string()},
                        {"key_file", key.string()},
                        {"advice", "keep a copy of the key file elsewhere: without it no backup can be read"}});
  return std::move(*opened);
}

}  // namespace tenstone::backup_tool
