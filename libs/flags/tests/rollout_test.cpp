#include "tenstone/flags/rollout.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::flags {
namespace {

TEST(Murmur3, GivesTheReferencesHashes) {
  // From MurmurHash3.cpp's own test vectors and flagd's edge cases.
  EXPECT_EQ(murmur3_32("", 0), 0U);
  EXPECT_EQ(murmur3_32("", 1), 0x514E28B7U);
  EXPECT_EQ(murmur3_32("\xff\xff\xff\xff", 0), 0x76293B50U);
  EXPECT_EQ(murmur3_32("!Ce\x87", 0), 0xF55B516BU);
  EXPECT_EQ(murmur3_32("!Ce", 0), 0x7E4A8634U);
  EXPECT_EQ(murmur3_32("!C", 0), 0xA0F7B07AU);
  EXPECT_EQ(murmur3_32("!", 0), 0x72661CF4U);
  EXPECT_EQ(murmur3_32("Hello, world!", 0x9747b28c), 0x24884CBAU);
  EXPECT_EQ(murmur3_32("ejOoVL"), 0U);
  EXPECT_EQ(murmur3_32("bY9fO-"), 1U);
  EXPECT_EQ(murmur3_32("SI7p-"), 0x7FFFFFFFU);
  EXPECT_EQ(murmur3_32("6LvT0"), 0x80000000U);
  EXPECT_EQ(murmur3_32("ceQdGm"), 0xFFFFFFFFU);
}

TEST(Share, IsReadAndWritten) {
  EXPECT_EQ(parse_share("20%"), 20'000);
  EXPECT_EQ(parse_share("0%"), 0);
  EXPECT_EQ(parse_share("100%"), kEverybody);
  EXPECT_EQ(parse_share("0.5%"), 500);
  EXPECT_EQ(parse_share("33.333%"), 33'333);
  for (const char* bad :
       {"", "%", "20", "100.001%", "101%", "-1%", "1.%", ".5%", "1.2345%", "1e1%", "20 %", "99999999999%"})
    EXPECT_FALSE(parse_share(bad)) << bad;
  EXPECT_EQ(share_text(20'000), "20%");
  EXPECT_EQ(share_text(500), "0.5%");
  EXPECT_EQ(share_text(0), "0%");
}

RC_GTEST_PROP(ShareProperties, IsReadAsItWasWritten, ()) {
  const int share = *rc::gen::inRange(0, kEverybody + 1);
  RC_ASSERT(parse_share(share_text(share)) == share);
}

}  // namespace
}  // namespace tenstone::flags
