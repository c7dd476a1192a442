#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "records.hpp"
#include "tenstone/auth/session_cookie.hpp"

namespace tenstone::auth {
namespace {

TEST(SessionCookie, IsBoundToTheHost) {
  EXPECT_EQ(session_cookie("abc", std::nullopt), "__Host-sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax");
  EXPECT_EQ(session_cookie("abc", std::chrono::days(30)),
            "__Host-sid=abc; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000");
  EXPECT_TRUE(session_cookie("abc", std::chrono::days(999)).ends_with("Max-Age=34560000"));
  EXPECT_EQ(removed_session_cookie(), "__Host-sid=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
}

RC_GTEST_PROP(SessionRecord, ComesBackAsItWas, (std::int64_t a, std::int64_t b, bool remembered)) {
  const auto at = [](std::int64_t micros) { return Time(std::chrono::microseconds(micros)); };
  Session session{.remembered = remembered};
  session.id.bytes.fill(static_cast<std::uint8_t>(a));
  session.user.bytes.fill(static_cast<std::uint8_t>(b));
  session.created_at = at(a), session.last_seen_at = at(b), session.idle_expires_at = at(a ^ b);
  session.expires_at = at(a / 2);
  const auto back = decode_session(encode(session));
  RC_ASSERT(back.has_value());
  RC_ASSERT(encode(*back) == encode(session));
  RC_ASSERT(!decode_token(encode(session)));
}

RC_GTEST_PROP(TokenRecord, ComesBackAsItWas, (std::int64_t a, std::int64_t b, std::uint8_t scopes)) {
  TokenRecord token{.expires_at = Time(std::chrono::microseconds(a)),
                    .last_used_at = Time(std::chrono::microseconds(b))};
  token.caller.org.bytes.fill(static_cast<std::uint8_t>(a));
  token.caller.token.bytes.fill(static_cast<std::uint8_t>(b));
  for (int i = 0; i < scopes % 50; ++i) token.caller.scopes.push_back("jobs:" + std::to_string(i));
  const auto back = decode_token(encode(token));
  RC_ASSERT(back.has_value());
  RC_ASSERT(back->caller.scopes == token.caller.scopes);
  RC_ASSERT(back->caller.token == token.caller.token);
  RC_ASSERT(back->expires_at == token.expires_at);
  RC_ASSERT(encode(*back) == encode(token));
  RC_ASSERT(!decode_session(encode(token)));
}

RC_GTEST_PROP(Records, NoiseIsNone, (const std::string& noise)) {
  RC_ASSERT(!decode_session(noise));
  RC_ASSERT(!decode_token(noise));
  RC_ASSERT(!decode_session(encode(Session()) + "|" + noise));
  RC_ASSERT(!decode_token(encode(TokenRecord()) + "|" + noise));
}

}  // namespace
}  // namespace tenstone::auth
