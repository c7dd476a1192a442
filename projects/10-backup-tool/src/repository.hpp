#pragma once
#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/settings.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::backup_tool {

// Opens the repository of the settings; makes it when its folder is missing or empty, and says so in the log. In
// development the settings may name none: it is `repository` in the data folder then, its key `backup.key` beside it.
// Blocks. Throws Failure: backup_settings_missing in production; what backup::open_or_init returns.
backup::Repository open_repository(const service::Service& service, const backup::Settings& settings);

inline const ErrorCode kBackupSettingsMissing{
    ErrorKind::Invalid, "backup_settings_missing",
    "Production needs TENSTONE_BACKUP_FOLDER, TENSTONE_BACKUP_KEY_FILE and TENSTONE_BACKUP_SERVER"};

}  // namespace tenstone::backup_tool
