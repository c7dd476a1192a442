// The text of a lock's file.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

struct LockRecord {
  std::string scope;
  bool exclusive = false;
  std::string operation;
  std::string host;
  std::string
      place;  // the boot of the machine and the space of process numbers: `pid` means something within one place
  std::int64_t pid = 0;
  std::uint64_t pid_started = 0;  // of /proc/PID/stat: numbers of processes are used again
  Time started_at;
  Time beat_at;
};
constexpr auto schema(validation::For<LockRecord>) {
  using validation::field;
  return validation::object<LockRecord>(
      field("scope", &LockRecord::scope), field("exclusive", &LockRecord::exclusive),
      field("operation", &LockRecord::operation), field("host", &LockRecord::host), field("place", &LockRecord::place),
      field("pid", &LockRecord::pid), field("pid_started", &LockRecord::pid_started),
      field("started_at", &LockRecord::started_at), field("beat_at", &LockRecord::beat_at));
}

LockRecord record_of_this_process();
// A fixed size, so that a heartbeat replaces it in place.
std::string to_text(const LockRecord& record);
// nullopt: the file is gone. One that cannot be read counts as exclusive in every scope, alive when it was written.
std::optional<LockRecord> read_lock(const std::filesystem::path& path);
bool is_stale(const LockRecord& record, const LockRecord& mine, Time now);

}  // namespace tenstone::backup
