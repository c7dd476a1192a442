#include "tenstone/http/retry_after.hpp"

#include <gtest/gtest.h>

#include "tenstone/http/date.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

TEST(RetryAfter, IsAPauseOfADayAtMost) {
  const Time now = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(asked_pause(429, "120", now), 2min);
  EXPECT_EQ(asked_pause(503, "120", now), 2min);
  EXPECT_EQ(asked_pause(500, "120", now), 0s);
  EXPECT_EQ(asked_pause(503, "Sun, 06 Nov 1994 09:49:37 GMT", now), 1h);
  EXPECT_EQ(asked_pause(503, "Sun, 06 Nov 1994 07:49:37 GMT", now), 0s);
  EXPECT_EQ(asked_pause(503, "Mon, 06 Nov 2034 07:49:37 GMT", now), 24h);
  EXPECT_EQ(asked_pause(429, "86401", now), 24h);
  EXPECT_EQ(asked_pause(429, "99999999999999999999999", now), 24h);
  for (const char* none : {"", "soon", "-5", "1.5", "5 s"}) EXPECT_EQ(asked_pause(429, none, now), 0s) << none;
}

}  // namespace
}  // namespace tenstone::http
