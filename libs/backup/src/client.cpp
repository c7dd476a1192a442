#include "tenstone/backup/client.hpp"

#include <charconv>
#include <fmt/core.h>
#include <unistd.h>

#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

// 0: no number.
int major_of(const std::string& name) {
  int major = 0;
  const char* end = name.data() + name.size();
  return std::from_chars(name.data(), end, major).ptr == end ? major : 0;
}

bool has_programs(const std::filesystem::path& folder) {
  return access((folder / "pg_dump").c_str(), X_OK) == 0 && access((folder / "psql").c_str(), X_OK) == 0;
}

}  // namespace

Result<Client> find_client(int server_version, const std::filesystem::path& clients) {
  Client newest;
  std::error_code unreadable;
  for (const auto& entry : std::filesystem::directory_iterator(clients, unreadable)) {
    const int major = major_of(entry.path().filename());
    if (major > newest.major && has_programs(entry.path() / "bin")) newest = {entry.path() / "bin", major};
  }
  if (newest.major == 0) return Error(kBackupClientMissing, {}, clients);
  const int server = server_version / 10000;
  if (newest.major < server)
    return Error(kBackupClientTooOld,
                 fmt::format("pg_dump {0} cannot read a server of version {1}: install postgresql-client-{1}",
                             newest.major, server),
                 newest.folder);
  return newest;
}

}  // namespace tenstone::backup
