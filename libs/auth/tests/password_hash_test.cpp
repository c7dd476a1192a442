#include "tenstone/auth/password_hash.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {
namespace {

constexpr Argon2Cost kCheap{.memory_kib = 8, .passes = 1, .lanes = 1};
constexpr BcryptCost kCheapBcrypt{.log_rounds = 4};

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
  const std::string bcrypt = hash_password("correct horse battery", BcryptCost());
  EXPECT_TRUE(bcrypt.starts_with("$2b$12$"));
  EXPECT_TRUE(verify_password("correct horse battery", bcrypt));
}

TEST(PasswordHash, IsMadeAnewWhenAlgorithmOrParametersDiffer) {
  const std::string phc = hash_password("x", kCheap), bcrypt = hash_password("x", kCheapBcrypt);
  EXPECT_FALSE(needs_rehash(phc, kCheap));
  EXPECT_FALSE(needs_rehash(bcrypt, kCheapBcrypt));
  for (const Argon2Cost& other : {Argon2Cost{.memory_kib = 9, .passes = 1, .lanes = 1},
                                  Argon2Cost{.memory_kib = 8, .passes = 2, .lanes = 1}, Argon2Cost()})
    EXPECT_TRUE(needs_rehash(phc, other));
  EXPECT_TRUE(needs_rehash(phc, kCheapBcrypt));
  EXPECT_TRUE(needs_rehash(bcrypt, kCheap));
  EXPECT_TRUE(needs_rehash(bcrypt, BcryptCost{.log_rounds = 5}));
  EXPECT_TRUE(needs_rehash("$2y$" + bcrypt.substr(4), kCheapBcrypt)) << "of another program";
  EXPECT_TRUE(needs_rehash("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                           Argon2Cost{.memory_kib = 256}))
      << "a salt of 8 bytes";
  EXPECT_TRUE(needs_rehash("", kCheap));
}

// Those of crypt_blowfish 1.3 (wrapper.c), by Solar Designer; the last of them are the bugs of older implementations,
// which $2x$ and $2a$ of theirs stood for.
TEST(PasswordHash, VerifiesThePublishedVectorsOfBcrypt) {
  struct Vector {
    const char *hash, *password;
  };
  for (const Vector& each : std::initializer_list<Vector>{
           {"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"},
           {"$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"},
           {"$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"},
           {"$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"},
           {"$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", ""},
           {"$2b$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy", ""},
           {"$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "\xa3"},
           {"$2b$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", "\xa3"},
           {"$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", "\xff\xff\xa3"},
           {"$2b$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e", "\xff\xff\xa3"},
       }) {
    EXPECT_TRUE(verify_password(each.password, each.hash)) << each.hash;
    EXPECT_FALSE(verify_password(std::string(each.password).substr(0, 71) + "x", each.hash)) << each.hash;
    EXPECT_FALSE(verify_password("another", each.hash)) << each.hash;
  }
  EXPECT_FALSE(verify_password("\xa3", "$2x$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"));
}

TEST(PasswordHash, BcryptNeverTakesTwoPasswordsForOne) {
  const std::string most(72, 'a');
  const std::string hash = hash_password(most, kCheapBcrypt);
  EXPECT_TRUE(verify_password(most, hash));
  EXPECT_FALSE(verify_password(most + "b", hash)) << "bcrypt itself does not see the 73rd byte";
  EXPECT_FALSE(verify_password(std::string("correct\0horse", 13), hash_password("correct", kCheapBcrypt)));
  for (const std::string& password : {most + "b", std::string("correct\0horse", 13), std::string("\0", 1)}) {
    EXPECT_EQ(fits(password, kCheapBcrypt).error().code, "password_too_long_for_bcrypt");
    EXPECT_THROW(hash_password(password, kCheapBcrypt), std::invalid_argument);
    EXPECT_TRUE(fits(password, kCheap));
  }
  std::string umlauts;
  for (int i = 0; i < 36; ++i) umlauts += "ä";
  EXPECT_TRUE(fits(umlauts, kCheapBcrypt)) << "36 characters, 72 bytes";
  EXPECT_FALSE(fits(umlauts + "x", kCheapBcrypt)) << "37 characters, 73 bytes";
}

RC_GTEST_PROP(PasswordHash, OnlyTheSameBytesVerify, (const std::string& password, const std::string& other)) {
  const HashScheme scheme = *rc::gen::element<HashScheme>(kCheap, kCheapBcrypt);
  RC_PRE(bool(fits(password, scheme)));
  const std::string hash = hash_password(password, scheme);
  RC_ASSERT(verify_password(password, hash));
  RC_ASSERT(verify_password(other, hash) == (other == password));
  RC_ASSERT(hash_password(password, scheme) != hash);  // another salt
  RC_ASSERT(!verify_password(password, dummy_phc(scheme)));
  RC_ASSERT(scheme_of(hash) == scheme);
}

TEST(PasswordHash, ADummyIsOfTheSameCost) {
  for (const HashScheme& scheme : {HashScheme(Argon2Cost()), HashScheme(kCheap), HashScheme(BcryptCost())}) {
    EXPECT_EQ(scheme_of(dummy_phc(scheme)), scheme);
    EXPECT_FALSE(needs_rehash(dummy_phc(scheme), scheme));
  }
}

RC_GTEST_PROP(PasswordHash, ADamagedOneNeverVerifiesNorBreaks, ()) {
  std::string hash = hash_password("password", *rc::gen::element<HashScheme>(kCheap, kCheapBcrypt));
  const auto at = *rc::gen::inRange<std::size_t>(0, hash.size());
  if (*rc::gen::arbitrary<bool>()) {
    hash.resize(at);  // within the last field it may read as a shorter hash, which is another one
  } else {
    hash[at] = *rc::gen::suchThat(rc::gen::element('$', '!', '\0', '=', '-'), [&](char c) { return c != hash[at]; });
  }
  RC_ASSERT(!verify_password("password", hash));
}

TEST(PasswordHash, RefusesCostsThatWouldExhaustTheMachine) {
  const std::string tail = "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  for (const auto* cost :
       {"m=4294967295,t=2,p=1", "m=131073,t=2,p=1", "m=256,t=11,p=1", "m=256,t=2,p=5", "m=7,t=1,p=1", "m=256,t=0,p=1",
        "m=256,t=2,p=0", "m=256,t=2", "m=-1,t=2,p=1", "m=256,t=2,p=1,x=1", "m=99999999999,t=2,p=1"})
    EXPECT_FALSE(scheme_of(std::string("$argon2id$v=19$") + cost + tail)) << cost;
  EXPECT_FALSE(scheme_of("$argon2i$v=19$m=256,t=2,p=1" + tail));
  EXPECT_FALSE(scheme_of("$argon2id$v=16$m=256,t=2,p=1" + tail));
  EXPECT_FALSE(verify_password("password", ""));
}

TEST(PasswordHash, TakesForBcryptOnlyWhatItIs) {
  const std::string tail = "$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
  EXPECT_TRUE(scheme_of("$2b$04" + tail));
  EXPECT_TRUE(scheme_of("$2a$14" + tail));
  for (const auto* head : {"$2b$03", "$2b$15", "$2b$31", "$2b$99", "$2b$00", "$2b$5", "$2b$-5", "$2b$ 5", "$2b$005",
                           "$2x$05", "$2$05", "$2c$05", "2b$05", "$2b05", "$2B$05"})
    EXPECT_FALSE(scheme_of(head + tail)) << head;
  EXPECT_FALSE(scheme_of("$2b$05" + tail + "x"));
  EXPECT_FALSE(scheme_of("$2b$05" + tail.substr(0, 53) + "+"));
  EXPECT_FALSE(scheme_of("$5$rounds=5000$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8")) << "crypt's SHA-256";
  EXPECT_FALSE(scheme_of("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7")) << "yescrypt";
}

}  // namespace
}  // namespace tenstone::auth
