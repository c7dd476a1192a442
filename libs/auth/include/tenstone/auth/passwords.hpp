#pragma once
#include <string>

#include "tenstone/auth/password_hash.hpp"
#include "tenstone/auth/password_rules.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::auth {

struct PasswordOptions {
  HashScheme scheme = {};    // of new hashes
  std::string service = {};  // its name: passwords must not be made of it
};

// Passwords: which may be set, and their hashes, made on a pool. With one thread a core and a queue of four a thread, a
// flood of logins holds neither the loops nor more than threads × 19 MiB. Counts each hash that it computes in
// tenstone_auth_password_hashes_total{algorithm}. hash() and verify() suspend. Error of both: busy, with retry_after,
// when the pool is full; then nothing was hashed. Safe to use from every loop.
class Passwords {
 public:
  Passwords(runtime::BlockingPool& pool, metrics::Registry& registry, PasswordOptions options = {});
  const HashScheme& scheme() const { return options_.scheme; }

  // Whether this password may be set for this account (check_password()) and fits the scheme. `email`: Email::normal.
  // Errors: password_too_short, password_too_long, password_common, password_context, password_too_long_for_bcrypt.
  Result<void> check(std::string_view password, std::string_view email) const;

  // Error: password_too_long_for_bcrypt.
  Task<Result<std::string>> hash(Secret<std::string> password);
  // Computes one hash, whatever it is given. Never right: an empty `phc`, of an account that is not there, or one that
  // scheme_of() does not know, both at the cost of the current scheme; a password longer than any that may be set.
  Task<Result<bool>> verify(Secret<std::string> password, std::string phc);

 private:
  void count(const HashScheme& scheme) const;

  runtime::BlockingPool& pool_;
  const PasswordOptions options_;
  const metrics::Counter argon2id_, bcrypt_;
};

}  // namespace tenstone::auth
