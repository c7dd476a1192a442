// Takes a version of a database. Blocks until it is done; its threads are its own.
#pragma once
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "tenstone/backup/client.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

struct TakeOptions {
  std::string url;  // of the database. Its password reaches pg_dump by the environment
  unsigned workers = 2;
  std::string tool_version = {};  // for the manifest
  OnProgress on_progress = {};    // phase "copy"
  std::stop_token stop = {};      // a request to stop cancels the run
  // The newest version that the caller has seen, 0 if none: backup_locked if another one has come since. Unset: any.
  std::optional<std::uint64_t> newest = {};
  std::filesystem::path clients = kClientsFolder;
};

// All of a version is one snapshot of the database: the schema by pg_dump, the rows by COPY, in ranges of 8,192 pages
// that the workers read side by side. A version exists only if pg_dump ended well and wrote its last line, the server
// confirmed the rows of every range, and the repository has all of it on the disk. Otherwise nothing is left behind.
// A backup takes no lock that a session with SELECT, INSERT, UPDATE or DELETE waits for.
// Errors: those of Snapshot, find_client, Repository::take, Taking::commit; backup_large_objects;
// backup_program_failed; backup_dump_incomplete; backup_cancelled.
Result<Version> take(const Repository& repository, const Clock& clock, const TakeOptions& options);

}  // namespace tenstone::backup
