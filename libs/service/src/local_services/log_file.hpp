#pragma once
#include "local_services/folder.hpp"

namespace tenstone::service::local_services {

// services.log: what the supervisor and both servers say; nobody else writes it.
Fd open_log(const Folder& folder);

// Keeps it small: beyond 1 MiB its last 1 MiB becomes services.log.1 and it starts again empty, under the servers,
// which append. A line written between the two steps may be lost.
void rotate_log(const Folder& folder);

}  // namespace tenstone::service::local_services
