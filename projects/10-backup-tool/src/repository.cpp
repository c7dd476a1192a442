#include "repository.hpp"

#include <filesystem>
#include <fmt/core.h>

#include "tenstone/backup/errors.hpp"

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
  auto opened = backup::Repository::open(folder, key, service.clock());
  if (opened) return std::move(*opened);
  if (!opened.error().is(backup::kBackupRepositoryMissing)) throw Failure(opened.error());
  auto made = backup::Repository::init(folder, key, service.clock());
  if (!made) throw Failure(made.error());
  service.log().warn("repository.made",
                     {{"folder", folder.string()},
                      {"key_file", key.string()},
                      {"advice", "keep a copy of the key file elsewhere: without it no backup can be read"}});
  return std::move(*made);
}

}  // namespace tenstone::backup_tool
