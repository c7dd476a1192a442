#include <cerrno>
#include <cstdlib>
#include <fmt/core.h>
#include <pwd.h>
#include <unistd.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/service/local_services.hpp"

namespace tenstone::service::local_services {
namespace {
namespace fs = std::filesystem;

fs::path checkout_around(const fs::path& start) {
  std::error_code ignored;  // a folder that we may not look into is not our checkout
  for (fs::path folder = start;; folder = folder.parent_path()) {
    if (fs::exists(folder / ".git", ignored)) return folder;
    if (folder == folder.parent_path()) return start;
  }
}

// "" when nobody knows.
fs::path home() {
  if (const char* home = std::getenv("HOME"); home && *home == '/') return home;
  const passwd* entry = getpwuid(geteuid());
  return entry ? entry->pw_dir : "";
}

}  // namespace

fs::path default_data_folder() {
  if (const char* chosen = std::getenv("TENSTONE_DATA"); chosen && *chosen) return chosen;
  const fs::path checkout = checkout_around(fs::current_path());
  const fs::path beside = checkout / ".tenstone";
  const bool missing = access(beside.c_str(), F_OK) != 0 && errno == ENOENT && !fs::is_symlink(beside);
  if (!missing || access(checkout.c_str(), W_OK | X_OK) == 0) return beside;
  if (home().empty()) return beside;
  const std::string hash = to_hex(sha256(checkout.string())).substr(0, 8);
  const fs::path folder = home() / ".local/state/tenstone" / fmt::format("{}-{}", checkout.filename().string(), hash);
  std::error_code refused;  // then attach() says what is wrong with the folder
  fs::create_directories(folder.parent_path(), refused);
  return folder;
}

}  // namespace tenstone::service::local_services
