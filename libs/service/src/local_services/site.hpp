// What both servers need to know about where they run.
#pragma once
#include <string>

#include "local_services/folder.hpp"
#include "local_services/identity.hpp"
#include "tenstone/core/fd.hpp"

namespace tenstone::service::local_services {

struct Site {
  const Folder& folder;
  Identity identity;
  std::string run_dir;  // of the sockets; set by make_run_dir()
};

// A short path (a socket's may have 107 bytes) that stays the same while the folder lives, 0700, owned by the service
// user; `run` in the data folder points to it. Not $XDG_RUNTIME_DIR, which goes at logout.
std::string make_run_dir(const Folder& folder, const Identity& identity);
void remove_run_dir(const Site& site);

// A folder in the data folder, 0700, of the service user; made when missing.
Fd open_server_dir(const Site& site, const char* name);

// What a server said last, as an error: disk full, else local_services_server_failed.
Failure server_failure(const Site& site, std::string_view what);

}  // namespace tenstone::service::local_services
