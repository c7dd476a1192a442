// backup …: works on the repository itself, without a service; its locks keep the command apart from one that runs.
// Exit codes: 0 done, 1 it could not be done, 2 asked wrongly, 3 damage or differences were found, 4 another process
// holds a lock, 5 the server cannot be reached, 6 no space is left for the repository.
#pragma once
#include <string>

#include "tenstone/core/error.hpp"
#include "verbs.hpp"

namespace tenstone::cli {

struct BackupWords {
  std::string folder, key_file;  // "": as in the settings
  std::string database;          // "": see the verb
  std::string version;           // "shop@42", "shop@latest", "shop@latest-drilled"
  std::string other;             // a database: the restored one of a swap, the former one of a swap back
  std::string into;              // an existing database to restore into; "": a new one
  std::string part;              // "3/28"; "": all
  bool known = false;            // --i-know
  bool swap = false, plan = false, apply = false, json = false;
};

using BackupVerb = int (*)(const Settings& settings, const BackupWords& words);

// backups.cpp
int backup_init(const Settings& settings, const BackupWords& words);
int backup_list(const Settings& settings, const BackupWords& words);
int backup_show(const Settings& settings, const BackupWords& words);
int backup_pin(const Settings& settings, const BackupWords& words);
int backup_unpin(const Settings& settings, const BackupWords& words);
int backup_forget(const Settings& settings, const BackupWords& words);
int backup_swap(const Settings& settings, const BackupWords& words);
int backup_swap_back(const Settings& settings, const BackupWords& words);
// backup_runs.cpp
int backup_take(const Settings& settings, const BackupWords& words);
int backup_restore(const Settings& settings, const BackupWords& words);
int backup_drill(const Settings& settings, const BackupWords& words);
int backup_verify(const Settings& settings, const BackupWords& words);
int backup_prune(const Settings& settings, const BackupWords& words);

// Writes what is wrong as one line to stderr and returns the exit code.
int report_backup(const Error& error);

}  // namespace tenstone::cli
