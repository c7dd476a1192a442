#pragma once

namespace tenstone::service {

// The servers that a process works with. Of one that it does not need it has no settings, starts none and waits for
// none. `worker`: beside the api, a process that does the background work of the modules (the verb of that name,
// program.hpp). `starts_without_postgres`: a start does not wait for PostgreSQL. If it does not answer within half a
// second, the process serves without it and is not ready; the schema is brought up as soon as PostgreSQL answers, and
// until the next start Service::key() are keys of this process alone. For programs that have something to say without
// it.
struct Needs {
  bool postgres = false, redis = false, worker = false, starts_without_postgres = false;
};

}  // namespace tenstone::service
