#include "tenstone/core/hash.hpp"

#include <gtest/gtest.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"

namespace tenstone {
namespace {

TEST(Hash, MatchesPublishedVectors) {
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  EXPECT_EQ(to_hex(sha1("abc")), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
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
