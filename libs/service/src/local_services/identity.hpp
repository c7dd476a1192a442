#pragma once
#include <string>
#include <sys/types.h>

namespace tenstone::service::local_services {

// The user that runs the servers: a user as himself; root as the owner of the data folder, and when that is root, or
// has no passwd entry, as `postgres`. PostgreSQL refuses root, and needs a passwd entry (initdb, peer authentication).
struct Identity {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};
Identity identity_for(uid_t folder_owner);

}  // namespace tenstone::service::local_services
