// What all verbs of `backup` need: the settings, the repository, and the server.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>

#include "backup_verbs.hpp"
#include "process.hpp"
#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/settings.hpp"
#include "tenstone/service/local_services.hpp"

namespace tenstone::cli {

// The value, or its error as a Failure.
template <class T>
T must(Result<T> result) {
  if (!result) throw Failure(result.error());
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

class BackupTool {
 public:
  // Throws Failure: those of the settings, backup_server_as_flag.
  BackupTool(const Settings& settings, const BackupWords& words);

  const backup::Settings& settings() const { return process_.platform.backup_settings(); }
  const Clock& clock() const { return clock_; }
  std::filesystem::path folder() const;  // throws Failure: backup_folder_unset
  std::filesystem::path key_file() const;
  // Throws Failure: backup_folder_unset, those of Repository::open().
  backup::Repository repository() const;
  // The URL of the server. In development, without a setting, it starts the private PostgreSQL, which runs as long as
  // this object lives. Throws Failure: production_incomplete, those of attach().
  std::string server();

 private:
  const SystemClock clock_;
  const Process process_;
  std::optional<service::local_services::Attachment> attachment_;
};

}  // namespace tenstone::cli
