// Credentials as text, for Redis (credential_cache.hpp), and back; nothing when it is not one of this version.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/session.hpp"

namespace tenstone::auth {

struct TokenRecord {
  Caller caller;
  Time expires_at = Time::max();  // max(): never
  Time last_used_at = {};
};

std::string encode(const Session& session);
std::optional<Session> decode_session(std::string_view text);
std::string encode(const TokenRecord& token);  // a scope holds no ',' and no '|'
std::optional<TokenRecord> decode_token(std::string_view text);

}  // namespace tenstone::auth
