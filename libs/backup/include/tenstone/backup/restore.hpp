// Restores a version. Blocks until it is done; its threads are its own.
#pragma once
#include <chrono>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "tenstone/backup/client.hpp"
#include "tenstone/backup/compare.hpp"
#include "tenstone/backup/progress.hpp"
#include "tenstone/backup/repository.hpp"

namespace tenstone::backup {

struct RestoreOptions {
  std::string url;  // of the server: its database does not matter
  unsigned workers = 2;
  // An existing database. "": a new one is made. Only by this name does a restore write into a database that exists;
  // it should be empty, and a restore that fails leaves it as it is then.
  std::string into = {};
  OnProgress on_progress = {};  // phases "load", "finish", "compare"
  std::stop_token stop = {};    // a request to stop cancels the run
  std::filesystem::path clients = kClientsFolder;
};

struct Restored {
  std::string database;
  std::uint64_t tables = 0, rows = 0, bytes = 0;
  std::chrono::milliseconds load{}, compare{};  // how long it took
};

// Restores into a new database, then compares all rows with the version. The new database gets the owner, the
// privileges and the settings of the one that the version was taken of, if the role of `url` may give them. Its name is
// "shop__r42_5e1f09ab" once all of this went well, and "shop__r42_5e1f09ab_unfinished" until then. The live database is
// not touched: see swap.hpp. When anything fails, a difference included, the new database is dropped; the next restore
// or drill drops what a killed one left, and names in a warning what it cannot drop. Errors: those of Repository::read,
// Reading::manifest, StreamReader, find_client, BlockingConnection; backup_program_failed (psql: the detail has the
// error); backup_restore_differs (the message names the first differences); backup_database_missing (`into`);
// backup_cancelled.
Result<Restored> restore(const Repository& repository, const Version& version, const Clock& clock,
                         const RestoreOptions& options);

}  // namespace tenstone::backup
