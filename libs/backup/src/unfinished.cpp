#include "unfinished.hpp"

#include <fmt/core.h>

#include "admin.hpp"
#include "quoting.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;

std::string key_of(const std::string& name) {
  constexpr int kClass = 0x74736272;  // apart from other advisory locks of the same database
  return fmt::format("{}, hashtext({})", kClass, quote_literal(name));
}

}  // namespace

Result<void> own_name(BlockingConnection& admin, const std::string& name) {
  const auto owned = admin.execute(fmt::format("SELECT pg_advisory_lock({})", key_of(name)));
  if (!owned) return owned.error();
  return {};
}

Result<std::vector<Stuck>> drop_abandoned(BlockingConnection& admin) {
  constexpr std::chrono::seconds kPatience(1);  // the next restore tries it again
  const auto names = admin.execute(
      "SELECT datname FROM pg_database WHERE datname ~ '^tsdrill_[0-9a-f]{8}$|__r[0-9]+_[0-9a-f]{8}_unfinished$'");
  if (!names) return names.error();
  std::vector<Stuck> stuck;
  for (const auto& row : *names) {
    const std::string& name = row.at(0).value();
    const auto owned = admin.execute(fmt::format("SELECT pg_try_advisory_lock({})", key_of(name)));
    if (!owned) return owned.error();
    if (owned->at(0).at(0) != "t") continue;
    const auto dropped = drop_database(admin, name, kPatience);
    const auto released = admin.execute(fmt::format("SELECT pg_advisory_unlock({})", key_of(name)));
    if (!released) return released.error();
    if (!dropped) stuck.push_back({.database = name, .why = dropped.error().detail});
  }
  return stuck;
}

Result<void> rename_finished(BlockingConnection& admin, const std::string& unfinished, const std::string& name) {
  const auto renamed = admin.execute(
      fmt::format("ALTER DATABASE {} RENAME TO {}", quote_identifier(unfinished), quote_identifier(name)));
  if (!renamed) return renamed.error();
  return {};
}

}  // namespace tenstone::backup
