// Locks between processes and machines: one file for each holder in `locks/`. The file says who holds the lock and when
// the holder was last alive, every 15 s. A holder that was silent for 120 s, or whose process is gone, holds nothing
// any more, and its file is removed by the next one who wants the lock. The clocks of the machines must not differ by
// more than half a minute.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

inline constexpr std::chrono::seconds kBeat{15}, kStale{120};
inline constexpr std::chrono::seconds kGivenUp{90};  // the owner ends before others think that the lock is free

class Lock {
 public:
  enum class Mode : std::uint8_t { Shared, Exclusive };

  // `folder`: the repository. Locks of different scopes do not meet. `operation` is shown to those who must wait. A
  // thread of the lock's own writes the heartbeats.
  // Errors: backup_locked (who holds it, and since when), backup_io, backup_target_full.
  static Result<Lock> acquire(const std::filesystem::path& folder, const Clock& clock, std::string_view scope,
                              Mode mode, std::string_view operation);
  // A shared lock for what only reads. On a disk that is full or may not be written to it has no file, so others do not
  // see it; those that hold the exclusive lock keep it away all the same. Errors: backup_locked, backup_io.
  static Result<Lock> acquire_to_read(const std::filesystem::path& folder, const Clock& clock, std::string_view scope,
                                      std::string_view operation);
  Lock(Lock&&) noexcept;
  Lock& operator=(Lock&&) noexcept;
  ~Lock();  // frees it, and removes the scratch folder

  // Empty, or why the lock has no file.
  const std::string& without_file() const;
  // False: its file was removed, or no heartbeat could be written for 90 s. Never true again then. Cheap. A lock
  // without a file is always held.
  bool held() const;
  Result<void> demand() const;  // Error: backup_lock_lost
  void beat();                  // what the thread does every 15 s
  // A folder for the holder's files, named like the lock, on the repository's file system.
  Result<std::filesystem::path> scratch() const;

 private:
  struct State;
  explicit Lock(std::unique_ptr<State> state);
  static Result<Lock> acquire(std::unique_ptr<State> state, std::string_view scope, Mode mode,
                              std::string_view operation, bool may_lack_file);
  std::unique_ptr<State> state_;
};

// Removes the scratch folders of holders that are gone.
void remove_left_behind(const std::filesystem::path& folder);

}  // namespace tenstone::backup
