// Reads versions. Blocks on the disk.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/backup/manifest.hpp"
#include "tenstone/backup/version.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// Reads one stream from its start to its end. Used by one thread; readers of the same Reading work side by side. It
// must not outlive its Reading.
class StreamReader {
 public:
  struct State;
  explicit StreamReader(std::unique_ptr<State> state);
  StreamReader(StreamReader&&) noexcept;
  StreamReader& operator=(StreamReader&&) noexcept;
  ~StreamReader();

  // The next piece, valid until the next call; "" at the end. Each piece was authenticated and is what its id says; the
  // end comes only when all bytes have the stream's SHA-256.
  // Errors: backup_damaged (which names the pack), backup_lock_lost, backup_io.
  Result<std::string_view> next();

 private:
  std::unique_ptr<State> state_;
};

// Begun by Repository::read(). Holds the repository's shared lock, so nothing that it reads is pruned meanwhile.
class Reading {
 public:
  struct State;
  explicit Reading(std::unique_ptr<State> state);
  Reading(Reading&&) noexcept;
  Reading& operator=(Reading&&) noexcept;
  ~Reading();

  // Errors: backup_version_missing, backup_damaged, backup_io.
  Result<Manifest> manifest(const Version& version) const;
  StreamReader stream(const Stream& stream) const;  // safe on every thread at once

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::backup
