// How a server process is started, and how the last of its descendants is waited for.
#pragma once
#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

#include "local_services/folder.hpp"
#include "local_services/identity.hpp"
#include "local_services/lock.hpp"

namespace tenstone::service::local_services {

// What a child is told to use as its data folder: descriptor 3, which works where no path may be traversed (a 0700
// home).
inline constexpr const char* kChildDir = "/proc/self/fd/3";

struct Child {
  std::string program;
  std::vector<std::string> argv;   // [0] as the program wants it: PostgreSQL looks for its files by it
  int dir;                         // becomes descriptor 3; the current folder is /
  LockByte byte;                   // held by the child and all its descendants
  int signal_on_parent_death;      // nothing outlives a killed supervisor
  std::function<void()> before{};  // in the child, as the service user, with `dir` as the current folder
};

// Its environment is PATH, LC_ALL and TZ: nothing of the user's PG*, LC_*, LD_* leaks in. Its output goes to our
// stderr.
pid_t spawn(const Folder& folder, const Identity& identity, const Child& child);

// Waits until no process holds `byte`; false after 20 s. Old servers were told to stop by the death of their
// supervisor, but a backend that computes survives that: after 5 s whatever has `dir` as its current folder is killed.
bool descendants_end(const Folder& folder, LockByte byte, int dir);
void await_descendants(const Folder& folder, LockByte byte, int dir);  // the same; throws after the 20 s

}  // namespace tenstone::service::local_services
