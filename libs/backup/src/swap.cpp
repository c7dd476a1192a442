#include "tenstone/backup/swap.hpp"

#include <fmt/chrono.h>
#include <thread>

#include "admin.hpp"
#include "quoting.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "unfinished.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;

std::string name_with_time(const std::string& live, std::string_view word, Time now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now);
  return with_suffix(live, fmt::format("__{}_{:%Y%m%d%H%M%S}", word, seconds));
}

struct Names {
  std::string live, incoming, outgoing;
};

Result<void> check(BlockingConnection& admin, const Names& names) {
  if (names.incoming.ends_with(kUnfinishedSuffix)) return kBackupDatabaseUnfinished;
  for (const auto& name : {names.live, names.incoming}) {
    const auto exists = database_exists(admin, name);
    if (!exists) return exists.error();
    if (!*exists) return Error(kBackupDatabaseMissing, fmt::format("There is no database \"{}\"", name));
  }
  const auto taken = database_exists(admin, names.outgoing);
  if (!taken) return taken.error();
  if (*taken) return Error(kBackupDatabaseExists, fmt::format("There is a database \"{}\" already", names.outgoing));
  return {};
}

Result<void> allow_connections(BlockingConnection& admin, const Names& names, bool allowed) {
  for (const auto& name : {names.live, names.incoming}) {
    const auto set =
        admin.execute(fmt::format("ALTER DATABASE {} ALLOW_CONNECTIONS {}", quote_identifier(name), allowed));
    if (!set) return set.error();
  }
  return {};
}

Result<void> end_sessions(BlockingConnection& admin, const Names& names) {
  constexpr std::chrono::milliseconds kPause(20);
  constexpr int kTries = 500;
  const std::string theirs = fmt::format("FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IN ({}, {})",
                                         quote_literal(names.live), quote_literal(names.incoming));
  for (int tried = 0; tried < kTries; ++tried) {
    const auto ended = admin.execute("SELECT pg_terminate_backend(pid) " + theirs);
    if (!ended) return ended.error();
    if (ended->empty()) return {};
    std::this_thread::sleep_for(kPause);
  }
  return {};  // the rename says who is left
}

Result<void> rename(BlockingConnection& admin, const Names& names, const std::string& properties) {
  const std::string live = quote_identifier(names.live), incoming = quote_identifier(names.incoming);
  const auto renamed = admin.execute(fmt::format(
      "BEGIN; {}{}ALTER DATABASE {} RENAME TO {}; ALTER DATABASE {} RENAME TO {}; "
      "ALTER DATABASE {} ALLOW_CONNECTIONS true; COMMIT",
      properties, properties.empty() ? "" : "; ", live, quote_identifier(names.outgoing), incoming, live, live));
  if (renamed) return {};
  (void)admin.execute("ROLLBACK");
  return renamed.error();
}

Result<std::string> exchange(const std::string& url, const Names& names, bool with_properties) {
  auto admin = connect_admin(url);
  if (!admin) return admin.error();
  if (auto checked = check(*admin, names); !checked) return checked.error();
  std::string properties;
  if (with_properties) {
    auto copied = copy_properties(*admin, names.live, names.incoming);
    if (!copied) return copied.error();
    properties = std::move(*copied);
  }
  auto done = allow_connections(*admin, names, false);
  if (done) done = end_sessions(*admin, names);
  if (done) done = rename(*admin, names, properties);
  if (done) return names.outgoing;
  if (auto opened = allow_connections(*admin, names, true); !opened)
    return Error(kBackupDatabaseMissing,
                 fmt::format("The swap failed, and \"{}\" may accept no connections: run ALTER DATABASE … "
                             "ALLOW_CONNECTIONS true",
                             names.live),
                 done.error().detail);
  return done.error();
}

}  // namespace

Result<std::string> swap(const std::string& url, const std::string& live, const std::string& restored,
                         const Clock& clock) {
  return exchange(url, {live, restored, name_with_time(live, "old", clock.now())}, true);
}

Result<std::string> swap_back(const std::string& url, const std::string& live, const std::string& old,
                              const Clock& clock) {
  return exchange(url, {live, old, name_with_time(live, "undone", clock.now())}, false);
}

}  // namespace tenstone::backup
