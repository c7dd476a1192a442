// The signups in PostgreSQL. Sees no request: what comes in has been checked.
#pragma once
#include <optional>
#include <vector>

#include "signup.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/postgres/database.hpp"

namespace signups {

inline const ErrorCode kSignupNotFound{ErrorKind::NotFound, "signup_not_found", "There is no such signup"};
inline const ErrorCode kSignupExists{ErrorKind::Conflict, "signup_exists",
                                     "This address has signed up for this course already"};

// Everything suspends, and throws what Database throws.
class Signups {
 public:
  Signups(postgres::Database& database, Ids& ids) : database_(database), ids_(ids) {}

  Task<Result<Signup>> add(NewSignup signup);  // error: signup_exists
  Task<Result<Signup>> find(Uuid id);          // error: signup_not_found
  // At most query.limit + 1, the newest first, behind `before`.
  Task<std::vector<Signup>> list(ListSignups query, std::optional<Uuid> before);

 private:
  postgres::Database& database_;
  Ids& ids_;
};

}  // namespace signups
