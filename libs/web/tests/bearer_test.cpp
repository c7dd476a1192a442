#include "tenstone/web/bearer.hpp"

#include <gtest/gtest.h>
#include <optional>
#include <vector>

#include "tenstone/web/with_headers.hpp"

namespace tenstone::web {
namespace {

std::optional<std::string> token_in(Headers fields) {
  const http::Request request(http::Method::Get, "/", std::move(fields));
  const auto found = bearer_token(request);
  return found ? std::optional(std::string(*found)) : std::nullopt;
}
std::optional<std::string> token(std::string value) { return token_in({{"Authorization", std::move(value)}}); }

// RFC 9110 §11.1: the scheme's case does not matter. §11.4: 1*SP. RFC 6750 §2.1: b64token.
TEST(BearerToken, IsFoundHoweverItIsWritten) {
  for (const char* text : {"Bearer abc", "bearer abc", "BEARER abc", "bEaReR abc", "Bearer  abc", "Bearer      abc"})
    EXPECT_EQ(token(text), "abc") << text;
  EXPECT_EQ(token_in({{"authorization", "Bearer abc"}}), "abc");
  EXPECT_EQ(token("Bearer aZ09-._~+/="), "aZ09-._~+/=");
  EXPECT_EQ(token("Bearer a=="), "a==");
}

TEST(BearerToken, IsEmptyWhenWhatIsShownIsNone) {
  for (const char* text : {"Bearer", "Bearer ", "bearer   ", "Bearer a b", "Bearer a,b", "Bearer =a", "Bearer a=b",
                           "Bearer \"a\"", "Bearer \ta", "Bearer a\t", "Bearer \xC3\xA4", "Bearer token=a"})
    EXPECT_EQ(token(text), "") << text;
}

TEST(BearerToken, IsNotThereUnderAnotherScheme) {
  EXPECT_EQ(token_in({}), std::nullopt);
  for (const char* text : {"", "Basic abc", "Bearerabc", "Bearer\tabc", "Bear", "abc", "Bearer-Token abc"})
    EXPECT_EQ(token(text), std::nullopt) << text;
}

TEST(BearerToken, OfTwoHeadersNeitherHolds) {
  EXPECT_EQ(token_in({{"Authorization", "Bearer abc"}, {"Authorization", "Bearer abc"}}), "");
  EXPECT_EQ(token_in({{"Authorization", "Basic x"}, {"Authorization", "Bearer abc"}}), "");
  EXPECT_EQ(token_in({{"Authorization", "Basic x"}, {"Authorization", "Basic y"}}), std::nullopt);
}

}  // namespace
}  // namespace tenstone::web
