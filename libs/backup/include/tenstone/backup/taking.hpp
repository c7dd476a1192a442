// A backup that is being taken. Blocks on the disk.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/backup/manifest.hpp"
#include "tenstone/backup/version.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// Stores one stream. Used by one thread; writers of the same Taking work side by side. It must not outlive its Taking.
//
// A write cuts the bytes into chunks, and what the repository does not have yet is compressed, encrypted and written by
// the calling thread. After an error every call gives that error, also of the other writers, and commit().
class StreamWriter {
 public:
  struct State;
  explicit StreamWriter(std::unique_ptr<State> state);
  StreamWriter(StreamWriter&&) noexcept;
  StreamWriter& operator=(StreamWriter&&) noexcept;
  ~StreamWriter();

  // Pieces of any size. Errors: backup_target_full, backup_lock_lost, backup_io.
  Result<void> write(std::string_view bytes);
  // Once; the writer is used up then. Errors as above.
  Result<Stream> finish();

 private:
  std::unique_ptr<State> state_;
};

// Begun by Repository::take(). Holds the repository's shared lock and the lock of the database until it is destroyed.
// Destroyed without commit(): no version exists, and no file is left behind.
class Taking {
 public:
  struct State;
  explicit Taking(std::unique_ptr<State> state);
  Taking(Taking&&) noexcept;
  Taking& operator=(Taking&&) noexcept;
  ~Taking();

  StreamWriter stream();  // safe on every thread at once

  // All writers must be finished or destroyed. When it returns the version is on the disk with all that it needs; an
  // error means that there is no version. Once. Sets `database`, `total_bytes` and `new_bytes` of the manifest.
  // Errors: backup_target_full, backup_lock_lost, backup_io, backup_manifest_invalid.
  Result<Version> commit(Manifest manifest);

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::backup
