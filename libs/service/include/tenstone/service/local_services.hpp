// The embedded default: a private PostgreSQL 15 and a private Redis 7 for each data folder, each started when the first
// process needs it, and shared by every process that attaches to the folder.
//
//   int main(int argc, char** argv) {
//     int exit_code = 0;
//     if (service::local_services::handle_supervisor_verb(argc, argv, exit_code)) return exit_code;
//     const auto services = service::local_services::attach(service::local_services::default_data_folder(),
//                                                           {.postgres = true, .redis = true});
//     … services.database_url, services.redis_url …
//   }
//
// A small supervisor (the same binary again) owns the servers and stops them when the last user is gone. All shared
// state is in locks of the kernel, which a process drops when it dies in any way: nothing gets stale, no pid is
// trusted. Every function here throws Failure with one of the codes of local_services_errors.hpp, and nothing else.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "tenstone/core/fd.hpp"
#include "tenstone/service/needs.hpp"

namespace tenstone::service::local_services {

// A user's hold on the services: they run at least until it is destroyed or the process dies. Needs no clean-up.
struct Attachment {
  Fd hold;                              // the lock; the rest is text
  std::string run_dir;                  // the folder of the sockets
  std::string database_url, redis_url;  // "": not needed
};

// Joins the services of `folder` and starts those of `needs` that do not run; makes the folder when it is missing (made
// by root, it belongs to the owner of the folder around). Any number of processes may call at once, with any needs. A
// server that was started runs until the last user of any of them has left.
// BLOCKS: 0.1 ms when they run, about 0.3 s to start them, 1.5 s the first time; after a crash as long as PostgreSQL
// recovers, at most 5 minutes. Redis alone: 0.1 s.
// After a lost connection call it again (a second hold is harmless): while the folder lives, the URLs stay the same.
Attachment attach(const std::filesystem::path& folder, Needs needs);

// Where a program without configuration keeps its data: TENSTONE_DATA, else `.tenstone` in the checkout around the
// current folder (the nearest folder upwards with `.git`; without one, the current folder). Only when that does not
// exist and cannot be made (a read-only checkout): ~/.local/state/tenstone/NAME, with NAME made from the checkout's
// path. One that exists but cannot be used is never passed over for an empty one: attach() then says what is wrong.
std::filesystem::path default_data_folder();

// Makes `folder` with the marker of a data folder, for a program that keeps files there and needs no servers; one that
// is there stays as it is. The folder around must exist. Blocks. Throws Failure: folder_unusable, wrong_owner,
// disk_full.
void make_data_folder(const std::filesystem::path& folder);

enum class State {
  Stopped,   // also when there is no such folder
  Starting,  // up to a second and a half; after a crash longer
  Running,
  Stopping,
};
State state(const std::filesystem::path& folder);  // looks, changes nothing

// Stops the services, even under living users, and returns when they have ended. BLOCKS: about 0.2 s, at most 60 s.
// Nothing to stop is fine.
void stop(const std::filesystem::path& folder);

// Finds out whether `folder` is a data folder and nothing else: it has the marker `tenstone-data` (one that is older
// than the marker: a lock file of ours), and each entry has a name and a type that we give, or is another data folder.
// Looks, follows no symbolic link. Throws Failure: not_a_data_folder, whose message names the first foreign entry.
void check_is_data_folder(const std::filesystem::path& folder);

// Stops the services and deletes the folder: only entries of ours, and the folder itself unless another data folder
// lies in it. Follows no symbolic link. BLOCKS as stop(). Throws Failure: as check_is_data_folder(), before anything is
// stopped or deleted; folder_unusable.
void delete_data_folder(const std::filesystem::path& folder);

// Runs `command` (found by PATH) with DATABASE_URL and REDIS_URL set, holds the services as long as it runs, passes
// signals on, and returns its exit code (128 + N when signal N ended it, 127 when there is no such program). Without a
// command prints both URLs and holds until SIGINT, SIGTERM or SIGHUP. For a program's only thread.
int run_with_services(const std::filesystem::path& folder, const std::vector<std::string>& command);

// To be called first in every main(): attach() re-executes the binary as `PROGRAM local-services FOLDER`. True: this
// process was the supervisor and has finished; return `exit_code`. As PID 1 it also leaves an init behind, which passes
// signals on and reaps orphans, and for that one returns true when the program has ended.
bool handle_supervisor_verb(int argc, char** argv, int& exit_code);

}  // namespace tenstone::service::local_services
