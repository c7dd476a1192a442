// The shared state of a data folder: open-file-description locks on the bytes of its file `lock`.
#pragma once
#include <sys/types.h>

namespace tenstone::service::local_services {

// Byte of the lock file: who holds it, and how.
enum class LockByte : off_t {
  Supervisor,  // exclusive: the one process that may start or stop servers; taken before anything else
  Ready,     // exclusive, by the supervisor, while every server that runs has answered and no server that is wanted is
             // missing. The supervisor looks at the wishes every 250 ms
  Users,     // shared, by every user; exclusive, by a supervisor that is stopping: then nobody can join
  Postgres,  // exclusive, inherited by the postmaster and all its children: free = no process of this cluster lives
  Redis,     // the same for redis-server and its fork children
  NeedPostgres,  // shared, by every user that needs PostgreSQL, as long as it holds Users
  NeedRedis,     // the same for Redis
};

// Each returns at once; false: another open file description is in the way.
bool lock_shared(int lock_file, LockByte byte);
bool lock_exclusive(int lock_file, LockByte byte);
void unlock(int lock_file, LockByte byte);

// What other open file descriptions hold. Looks without touching, so that probes never disturb each other.
bool is_held(int lock_file, LockByte byte);
bool is_held_exclusively(int lock_file, LockByte byte);

}  // namespace tenstone::service::local_services
