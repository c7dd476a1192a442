// What keeps guessing slow: how often somebody may try. auth declares it; libs/adapters/auth-limits supplies it by the
// limiter.
#pragma once
#include <cstdint>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::auth {

struct Attempt {
  enum class Kind : std::uint8_t {
    Login,   // a password is tried
    SignUp,  // an account is made
    Mail,    // a letter is asked for: a reset, a verification
  };
  Kind kind;
  std::string account;  // account_key() of what was typed: of an address that nobody has, too
  std::string address;  // the client's; empty: unknown, and then all of those are one
};

// Safe on every loop. Everything suspends.
class Attempts {
 public:
  virtual ~Attempts() = default;
  // Before any work is done: what is counted afterwards lets parallel guesses through. Uses one of all that counts this
  // attempt, or none. Error: too_many_attempts, with retry_after; it says the same of every account.
  virtual Task<Result<void>> take(Attempt attempt) = 0;
  // It was no guess: the password was right, or was not looked at.
  virtual Task<> give_back(Attempt attempt) = 0;
};

// Names the account of an e-mail address: 16 hex digits of the SHA-256 of its normal form (email.hpp), or of `email` as
// it is when that is no address. For counters and logs, which should not hold addresses.
std::string account_key(const std::string& email);

}  // namespace tenstone::auth
