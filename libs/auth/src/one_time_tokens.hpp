// The tokens in the links of letters.
#pragma once
#include <chrono>
#include <optional>
#include <string>

#include "tenstone/core/secret.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::auth {

inline constexpr std::string_view kVerifyToken = "verify", kResetToken = "reset";

// A new one, inside the caller's transaction: 43 characters of base64url. The last one of this user and purpose does
// not work any more.
Task<Result<Secret<std::string>>> make_one_time_token(postgres::Transaction& transaction, std::string_view purpose,
                                                      Uuid user, std::chrono::seconds lifetime);

struct TokenOwner {
  Uuid user;
  std::string email;        // Email::normal
  std::optional<Uuid> org;  // the user's first
};
// Whose it is; nothing: it does not work. Leaves it as it is.
Task<std::optional<TokenOwner>> owner_of_one_time_token(postgres::Database& database, std::string_view purpose,
                                                        std::string token);

// Takes it out, so that it has worked: of transactions that spend one token at once, one gets true, when it commits.
Task<Result<bool>> spend_one_time_token(postgres::Transaction& transaction, std::string_view purpose,
                                        std::string token);

}  // namespace tenstone::auth
