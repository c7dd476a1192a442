#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/auth/errors.hpp"
#include "tenstone/auth/passwords.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::auth {
namespace {

constexpr Argon2Cost kCheap{.memory_kib = 8, .passes = 1, .lanes = 1};

// From src/test.c of the reference implementation.
TEST(PasswordHash, VerifiesWhatTheReferenceProgramMade) {
  const auto* phc = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  EXPECT_TRUE(verify_password("password", phc));
  EXPECT_FALSE(verify_password("Password", phc));
}

TEST(PasswordHash, HasTheCostOfItsParameters) {
  const std::string phc = hash_password("correct horse battery", {});
  EXPECT_TRUE(phc.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
  EXPECT_TRUE(verify_password("correct horse battery", phc));
  EXPECT_FALSE(needs_rehash(phc, {}));
  EXPECT_TRUE(needs_rehash(phc, {.memory_kib = 19457}));
  EXPECT_TRUE(needs_rehash(hash_password("x", kCheap), {}));
  EXPECT_TRUE(needs_rehash("$2b$12$abc", {}));
}

RC_GTEST_PROP(PasswordHash, OnlyTheSameBytesVerify, (const std::string& password, const std::string& other)) {
  const std::string phc = hash_password(password, kCheap);
  RC_ASSERT(verify_password(password, phc));
  RC_ASSERT(verify_password(other, phc) == (other == password));
  RC_ASSERT(hash_password(password, kCheap) != phc);  // another salt
  RC_ASSERT(!verify_password(password, dummy_phc(kCheap)));
}

RC_GTEST_PROP(PasswordHash, ADamagedPhcNeverVerifiesNorBreaks, ()) {
  std::string phc = hash_password("password", kCheap);
  const auto at = *rc::gen::inRange<std::size_t>(0, phc.size());
  phc.resize(at);
  RC_ASSERT(!verify_password("password", phc));
}

TEST(PasswordHash, RefusesCostsThatWouldExhaustTheMachine) {
  const std::string tail = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  for (const auto* cost :
       {"m=4294967295,t=2,p=1", "m=131073,t=2,p=1", "m=256,t=11,p=1", "m=256,t=2,p=5", "m=7,t=1,p=1", "m=256,t=0,p=1",
        "m=256,t=2,p=0", "m=256,t=2", "m=-1,t=2,p=1", "m=256,t=2,p=1,x=1", "m=99999999999,t=2,p=1"})
    EXPECT_FALSE(verify_password("password", std::string("$argon2id$v=19$") + cost + tail)) << cost;
  EXPECT_FALSE(verify_password("password", "$argon2i$v=19$m=256,t=2,p=1" + tail));
  EXPECT_FALSE(verify_password("password", "$argon2id$v=16$m=256,t=2,p=1" + tail));
  EXPECT_FALSE(verify_password("password", ""));
}

TEST(PasswordRules, CountCharactersAndBytes) {
  const auto code = [](const std::string& password) {
    const auto result = check_password(password);
    return result ? "fine" : result.error().code;
  };
  EXPECT_EQ(code("12345678901234"), "password_too_short");
  EXPECT_EQ(code("123456789012345"), "fine");
  EXPECT_EQ(code("ääääääääääääää"), "password_too_short") << "14 characters, though 28 bytes";
  EXPECT_EQ(code(std::string(256, 'a')), "fine");
  EXPECT_EQ(code(std::string(257, 'a')), "password_too_long");
  std::string smileys;
  for (int i = 0; i < 256; ++i) smileys += "😀";
  EXPECT_EQ(code(smileys), "fine") << "256 characters, 1024 bytes";
}

TEST(Passwords, AFullPoolIsBusyAndSaysWhenToReturn) {
  runtime::Loops loops(1);
  runtime::BlockingPool full(1, 0);
  Passwords passwords(full, kCheap);
  loops.start();
  const auto right = testing::await(loops[0], passwords.verify(Secret<std::string>("x"), dummy_phc(kCheap)));
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().code, "busy");
  EXPECT_EQ(right.error().retry_after, std::chrono::seconds(1));
}

TEST(Passwords, ATooLongOneOrNoAccountIsNeverRight) {
  runtime::Loops loops(1);
  runtime::BlockingPool pool(1, 4);
  Passwords passwords(pool, kCheap);
  loops.start();
  const auto verify = [&](const std::string& password, const std::string& phc) {
    return testing::await(loops[0], passwords.verify(Secret(password), phc)).value();
  };
  EXPECT_TRUE(verify("short", hash_password("short", kCheap)));
  EXPECT_FALSE(verify(std::string(2000, 'a'), hash_password(std::string(2000, 'a'), kCheap)));
  EXPECT_FALSE(verify("", ""));
}

}  // namespace
}  // namespace tenstone::auth
