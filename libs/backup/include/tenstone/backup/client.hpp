// pg_dump and psql, as the packages postgresql-client-* install them.
#pragma once
#include <filesystem>

#include "tenstone/core/result.hpp"

namespace tenstone::backup {

inline constexpr auto kClientsFolder = "/usr/lib/postgresql";

struct Client {
  std::filesystem::path folder;  // of the programs: "/usr/lib/postgresql/16/bin"
  int major = 0;                 // 16
};

// The newest client below `clients`. `server_version` is libpq's number: 160004 is 16.4. pg_dump reads servers of its
// own and of older major versions only.
// Errors: backup_client_missing, backup_client_too_old (its message names both versions).
Result<Client> find_client(int server_version, const std::filesystem::path& clients = kClientsFolder);

}  // namespace tenstone::backup
