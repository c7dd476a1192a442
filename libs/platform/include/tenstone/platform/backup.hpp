// Where the platform's backups are.
#pragma once
#include <filesystem>
#include <string>

#include "tenstone/backup/settings.hpp"

namespace tenstone::service {
class Service;
}

namespace tenstone::platform {

// backup.key_file, or else backup.key in the data folder. After Service::load().
std::filesystem::path backup_key_file(const service::Service& service, const backup::Settings& settings);
// URL of the server: backup.server, or else that of the platform's own database. After Service::open(). Blocks; throws
// Failure as Service::database_url().
Secret<std::string> backup_server(service::Service& service, const backup::Settings& settings);

}  // namespace tenstone::platform
