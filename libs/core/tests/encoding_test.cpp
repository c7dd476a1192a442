#include "tenstone/core/encoding.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone {
namespace {

TEST(Base64url, MatchesTheVectorsOfRfc4648) {
  EXPECT_EQ(to_base64url(""), "");
  EXPECT_EQ(to_base64url("f"), "Zg");
  EXPECT_EQ(to_base64url("fo"), "Zm8");
  EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
  EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
}

TEST(Base64url, RefusesPaddingForeignLettersAndSpareBits) {
  for (const char* text : {"Zg==", "Zh", "Z", "Zm8+", "Zm 8"}) EXPECT_FALSE(from_base64url(text)) << text;
}

RC_GTEST_PROP(Base64url, GivesBackWhatWentIn, (const std::string& bytes)) {
  RC_ASSERT(from_base64url(to_base64url(bytes)) == bytes);
}

RC_GTEST_PROP(Base64, IsReadOneWay, (const std::string& bytes)) {
  RC_ASSERT(from_base64(to_base64(bytes)) == bytes);
  const std::string text = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("AQgw+/=-_ ")));
  if (const auto read = from_base64(text)) RC_ASSERT(to_base64(*read) == text);
}

RC_GTEST_PROP(Hex, GivesBackWhatWentIn, (const std::string& bytes)) { RC_ASSERT(from_hex(to_hex(bytes)) == bytes); }

TEST(Hex, RefusesOddLengthsAndForeignLetters) {
  for (const char* text : {"a", "0g", "0x00", "AB "}) EXPECT_FALSE(from_hex(text)) << text;
}

}  // namespace
}  // namespace tenstone
