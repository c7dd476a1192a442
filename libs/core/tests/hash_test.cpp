#include "tenstone/core/hash.hpp"

#include <gtest/gtest.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone {
namespace {

TEST(Sha256, OfPiecesIsThatOfTheWhole) {
  Sha256 sum;
  for (const char* piece : {"a", "", "bc"}) sum.add(piece);
  EXPECT_EQ(to_hex(sum.finish()), to_hex(sha256("abc")));
}

TEST(Hash, MatchesPublishedVectors) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  EXPECT_EQ(to_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
}

// RFC 4231 §4.
TEST(HmacSha256, GivesThePublishedValues) {
  EXPECT_EQ(to_hex(HmacSha256("Jefe")({"what do ya want for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(to_hex(HmacSha256(std::string(20, '\x0b'))({"Hi There"})),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  const HmacSha256 long_key(std::string(131, '\xaa'));
  EXPECT_EQ(to_hex(long_key({"Test Using Larger Than Block-Size Key - Hash Key First"})),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacSha256, ReadsItsPartsAsOneTextAsOftenAsAsked) {
  const HmacSha256 key("Jefe");
  const HmacSha256 copy = key;
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(copy({"what do ya", "", " want for ", "nothing?"}), key({"what do ya want for nothing?"}));
  EXPECT_NE(key({}), HmacSha256("jefe")({}));
}

TEST(Hash, ComparesWholeTexts) {
  EXPECT_TRUE(equal_in_constant_time("same", "same"));
  EXPECT_FALSE(equal_in_constant_time("same", "some"));
  EXPECT_FALSE(equal_in_constant_time("same", "same "));
}

TEST(Secret, NeverPrints) {
  const Secret<std::string> secret("hunter2");
  EXPECT_EQ(fmt::format("{}", secret), "[secret]");
  EXPECT_EQ(secret.reveal(), "hunter2");
}

TEST(ErrorCode, IsRegisteredUnderItsName) {
  const auto codes = error_codes();
  EXPECT_NE(std::ranges::find(codes, &kBusy), codes.end());
}

TEST(ErrorCodeDeathTest, TwoOfOneNameEndTheProgram) {
  EXPECT_DEATH(ErrorCode(ErrorKind::Unavailable, "busy", "again"), "two error codes are named busy");
}

TEST(Result, PassesAnErrorOn) {
  const auto find = [](bool there) -> Result<int> {
    if (!there) return Error(kBusy, "not now", "queue 3 of 3");
    return 7;
  };
  EXPECT_EQ(*find(true), 7);
  const Result<std::string> passed = find(false).error();
  EXPECT_EQ(passed.error().code, "busy");
  EXPECT_EQ(passed.error().kind, ErrorKind::Unavailable);
  EXPECT_EQ(passed.error().message, "not now");
}

}  // namespace
}  // namespace tenstone
