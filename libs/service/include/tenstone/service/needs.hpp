#pragma once

namespace tenstone::service {

// The servers that a process works with. Of one that it does not need it has no settings, starts none and waits for
// none.
struct Needs {
  bool postgres = false, redis = false;
};

}  // namespace tenstone::service
