#include "backup_tool.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

#include "own_name.hpp"
#include "tenstone/backup/errors.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/platform/backup.hpp"
#include "tenstone/postgres/errors.hpp"

namespace tenstone::cli {
namespace {

inline const ErrorCode kBackupFolderUnset{
    ErrorKind::Invalid, "backup_folder_unset",
    "No repository is named: give --folder FOLDER, or set TENSTONE_BACKUP_FOLDER"};
inline const ErrorCode kBackupServerAsFlag{
    ErrorKind::Invalid, "backup_server_as_flag",
    "The server's URL has a password, and everybody on this machine can read a command line: set "
    "TENSTONE_BACKUP_SERVER, or write it into the file of --config"};

struct ExitCode {
  const ErrorCode* of;
  int code;
};
constexpr std::array kExitCodes = {
    ExitCode{&backup::kBackupLargeObjects, 1},    ExitCode{&backup::kBackupDamaged, 3},
    ExitCode{&backup::kBackupRestoreDiffers, 3},  ExitCode{&backup::kBackupLocked, 4},
    ExitCode{&postgres::kDatabaseUnavailable, 5}, ExitCode{&backup::kBackupTargetFull, 6},
};

Settings with_words(Settings settings, const BackupWords& words) {
  for (const std::string& each : settings)
    if (each.starts_with("--backup-server")) throw Failure(kBackupServerAsFlag);
  if (!words.folder.empty()) settings.push_back("--backup-folder=" + words.folder);
  if (!words.key_file.empty()) settings.push_back("--backup-key-file=" + words.key_file);
  return settings;
}

// What PostgreSQL and its programs say has several lines.
std::string on_one_line(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  std::ranges::replace(text, '\n', ' ');
  return text;
}

}  // namespace

BackupTool::BackupTool(const Settings& settings, const BackupWords& words)
    : process_("backup", with_words(settings, words)) {}

std::filesystem::path BackupTool::folder() const {
  if (settings().folder.empty()) throw Failure(kBackupFolderUnset);
  return settings().folder;
}

std::filesystem::path BackupTool::key_file() const { return platform::backup_key_file(process_.service, settings()); }

backup::Repository BackupTool::repository() const {
  const auto warn = [](const std::string& warning) {
    console::print_error("{}: warning: {}\n", program_name(), warning);
  };
  return must(backup::Repository::open(folder(), key_file(), clock_, warn));
}

std::string BackupTool::server() {
  if (const std::string& url = settings().server.reveal(); !url.empty()) return url;
  const service::Settings& all = process_.service.settings();
  if (const std::string& url = all.postgres.url.reveal(); !url.empty()) return url;
  if (all.production() || all.general.container)
    throw Failure(
        Error(service::kProductionIncomplete, "set TENSTONE_BACKUP_SERVER or DATABASE_URL to the server to use"));
  if (!attachment_) attachment_ = service::local_services::attach(process_.service.data_folder(), {.postgres = true});
  return attachment_->database_url;
}

int report_backup(const Error& error) {
  Error line = error;
  if (!line.detail.empty()) line.message += ": " + on_one_line(line.detail);
  const int code = report(std::move(line));
  const auto* known = std::ranges::find_if(kExitCodes, [&](const ExitCode& each) { return error.is(*each.of); });
  return known == kExitCodes.end() ? code : known->code;
}

}  // namespace tenstone::cli
