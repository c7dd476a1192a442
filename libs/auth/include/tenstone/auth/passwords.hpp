#pragma once
#include <string>

#include "tenstone/auth/password_hash.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::auth {

// Password hashing on the bounded pool. A pool of one thread a core and a queue of four a thread keeps a flood of
// logins from the loops and bounds its memory to threads × 19 MiB. Error of both: busy, with retry_after, when the pool
// is full; nothing was hashed then.
class Passwords {
 public:
  Passwords(runtime::BlockingPool& pool, Argon2Cost cost = {}) : pool_(pool), cost_(cost) {}
  const Argon2Cost& cost() const { return cost_; }

  Task<Result<std::string>> hash(Secret<std::string> password);
  // An empty `phc`, of an account that is not there, costs the same and is never right; so does a password longer than
  // any that may be set.
  Task<Result<bool>> verify(Secret<std::string> password, std::string phc);

 private:
  runtime::BlockingPool& pool_;
  Argon2Cost cost_;
};

}  // namespace tenstone::auth
