#include "put_request.hpp"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

#include "tenstone/file_cache/errors.hpp"

namespace tenstone::file_cache {
namespace {
using namespace std::chrono_literals;
using Fields = std::vector<std::pair<std::string, std::string>>;

std::string max_age(std::string_view text) {
  const auto age = max_age_of(text);
  if (!age) return age.error().code;
  return *age ? std::to_string((*age)->count()) : "none";
}

// RFC 9111 §5.2: names in any case, a value as a token or in quotes, directives that nobody knows are passed over.
TEST(MaxAge, IsTheFirstOfTheDirectives) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"", "none"},
      {"no-cache", "none"},
      {"max-age=60", "60"},
      {"Max-Age=60", "60"},
      {"private , max-age=60", "60"},
      {"max-age=60, max-age=5", "60"},
      {"max-age=\"60\"", "60"},
      {"s-maxage=5", "none"},
      {"x-max-age=5", "none"},
      {"max-age=0", "0"},
      {"max-age=99999999999999999999", "9223372036854775807"},
      {"max-age", "invalid_cache_ttl"},
      {"max-age=", "invalid_cache_ttl"},
      {"max-age=-1", "invalid_cache_ttl"},
      {"max-age=+1", "invalid_cache_ttl"},
      {"max-age=1.5", "invalid_cache_ttl"},
      {"max-age=1h", "invalid_cache_ttl"},
      {"max-age=\"", "invalid_cache_ttl"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(max_age(text), expected) << text;
}

Result<PutOptions> options(Fields fields) {
  const http::Request request(http::Method::Put, "/cache/ns/key", std::move(fields), "");
  return put_options_of(request, 10min);
}

TEST(PutOptionsOf, TakesTypeTagsAndTimeFromTheHeader) {
  const auto found = options({{"Content-Type", "text/plain"},
                              {"Cache-Tag", "a, b"},
                              {"Cache-Tag", ",c d ,"},
                              {"Cache-Control", "no-transform"},
                              {"Cache-Control", "max-age=5"}});
  EXPECT_EQ(found->content_type, "text/plain");
  EXPECT_EQ(found->tags, (std::vector<std::string>{"a", "b", "c d"}));
  EXPECT_EQ(found->ttl, 5s);
}

TEST(PutOptionsOf, HasDefaults) {
  const auto found = options({});
  EXPECT_EQ(found->content_type, "application/octet-stream");
  EXPECT_TRUE(found->tags.empty());
  EXPECT_EQ(found->ttl, 10min);
}

TEST(PutOptionsOf, LivesForASecondAtLeastAndTenYearsAtMost) {
  EXPECT_EQ(options({{"Cache-Control", "max-age=1"}})->ttl, 1s);
  EXPECT_EQ(options({{"Cache-Control", "max-age=315532800"}})->ttl, kMaxTtl);
  for (const char* wrong : {"max-age=0", "max-age=315532801", "max-age=99999999999999999999", "max-age=soon"}) {
    const auto found = options({{"Cache-Control", wrong}});
    ASSERT_FALSE(found) << wrong;
    EXPECT_TRUE(found.error().is(kInvalidCacheTtl)) << wrong;
  }
}

}  // namespace
}  // namespace tenstone::file_cache
