#pragma once

namespace tenstone::service {

// The servers that a process works with. Of one that it does not need it has no settings, starts none and waits for
// none. `worker`: beside the api, a process that does the background work of the modules (the verb of that name,
// program.hpp).
struct Needs {
  bool postgres = false, redis = false, worker = false;
};

}  // namespace tenstone::service
