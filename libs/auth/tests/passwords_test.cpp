#include "tenstone/auth/passwords.hpp"

#include <future>
#include <gtest/gtest.h>

#include "tenstone/auth/errors.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::auth {
namespace {

constexpr Argon2Cost kQuick{.memory_kib = 8, .passes = 1, .lanes = 1};
constexpr BcryptCost kQuickBcrypt{.log_rounds = 4};

class PasswordsTest : public ::testing::Test {
 protected:
  PasswordsTest() { loops_.start(); }
  ~PasswordsTest() override {
    loops_.stop();
    loops_.join();
  }
  Result<bool> verify(Passwords& passwords, const std::string& password, const std::string& phc) {
    return testing::await(loops_[0], passwords.verify(Secret(password), phc));
  }
  Result<std::string> hash(Passwords& passwords, const std::string& password) {
    return testing::await(loops_[0], passwords.hash(Secret(password)));
  }
  std::uint64_t hashes(const char* algorithm) {
    return registry_
        .counter("tenstone_auth_password_hashes_total", "Hashes of passwords that were computed",
                 {{"algorithm", algorithm}})
        .value();
  }

  runtime::Loops loops_{1};
  runtime::BlockingPool pool_{1, 4};
  metrics::Registry registry_;
};

TEST_F(PasswordsTest, AFullPoolIsBusyAndSaysWhenToReturn) {
  runtime::BlockingPool full(1, 0);
  Passwords passwords(full, registry_, {.scheme = kQuick});
  const auto right = verify(passwords, "x", dummy_phc(kQuick));
  ASSERT_FALSE(right);
  EXPECT_EQ(right.error().code, "busy");
  EXPECT_EQ(right.error().retry_after, std::chrono::seconds(1));
  EXPECT_EQ(hashes("argon2id"), 0U);
}

TEST_F(PasswordsTest, OtherPoolsWorkOnWhileTheirsIsFull) {
  runtime::BlockingPool files(1, 4);
  Passwords passwords(pool_, registry_, {.scheme = kQuick});
  std::promise<void> started, release;
  const auto hold = [](runtime::BlockingPool& pool, std::promise<void>& begun,
                       std::shared_future<void> until) -> Task<> {
    const auto work = [&begun, until] {
      begun.set_value();
      until.wait();
    };
    EXPECT_TRUE(co_await pool.run(work));
  };
  const auto wait = [](Passwords& on) -> Task<> { EXPECT_TRUE(co_await on.verify(Secret<std::string>("x"), "")); };
  loops_[0].spawn(hold(pool_, started, release.get_future().share()));
  started.get_future().wait();
  for (int i = 0; i < 4; ++i) loops_[0].spawn(wait(passwords));
  EXPECT_EQ(verify(passwords, "x", "").error().code, "busy");
  const auto read_a_file = [](runtime::BlockingPool& pool) -> Task<Result<int>> {
    const auto work = [] { return 42; };
    co_return co_await pool.run(work);
  };
  EXPECT_EQ(testing::await(loops_[0], read_a_file(files)), 42);
  release.set_value();
  while (!verify(passwords, "x", "")) std::this_thread::yield();  // behind all others: they have run
}

// Whoever is asked for, it is one hash; of the current parameters where there is no other to be looked at.
TEST_F(PasswordsTest, OneHashOnEveryPath) {
  Passwords passwords(pool_, registry_, {.scheme = kQuick});
  struct Case {
    std::string why, password, phc;
    bool right;
    const char* algorithm;
  };
  const std::string phc = hash_password("short", kQuick), bcrypt = hash_password("short", kQuickBcrypt);
  const std::string cut = hash_password(std::string(72, 'a'), kQuickBcrypt);
  const std::string costly = "$argon2id$v=19$m=131073,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
  for (const Case& c : std::vector<Case>{
           {"right", "short", phc, true, "argon2id"},
           {"wrong", "other", phc, false, "argon2id"},
           {"right, with bcrypt", "short", bcrypt, true, "bcrypt"},
           {"wrong, with bcrypt", "other", bcrypt, false, "bcrypt"},
           {"73 bytes, with bcrypt", std::string(73, 'a'), cut, false, "bcrypt"},
           {"a NUL, with bcrypt", std::string("short\0er", 8), bcrypt, false, "bcrypt"},
           {"no account", "short", "", false, "argon2id"},
           {"no account, and an empty password", "", "", false, "argon2id"},
           {"an unknown algorithm", "short", "$scrypt$ln=15,r=8,p=1$c2FsdA$aGFzaA", false, "argon2id"},
           {"a cost out of bounds", "password", costly, false, "argon2id"},
           {"longer than may be set", std::string(2000, 'a'), phc, false, "argon2id"},
           {"longer than may be set, with bcrypt", std::string(2000, 'a'), cut, false, "bcrypt"},
       }) {
    const auto before = hashes("argon2id") + hashes("bcrypt"), of_it = hashes(c.algorithm);
    EXPECT_EQ(verify(passwords, c.password, c.phc), c.right) << c.why;
    EXPECT_EQ(hashes("argon2id") + hashes("bcrypt"), before + 1) << c.why;
    EXPECT_EQ(hashes(c.algorithm), of_it + 1) << c.why;
  }
  EXPECT_FALSE(*verify(passwords, std::string(2000, 'a'), hash_password(std::string(2000, 'a'), kQuick)));
  EXPECT_FALSE(*verify(passwords, std::string(2000, 'a'), hash_password("", kQuick))) << "not the empty one, either";
}

TEST_F(PasswordsTest, HashByTheirScheme) {
  Passwords argon2id(pool_, registry_, {.scheme = kQuick}), bcrypt(pool_, registry_, {.scheme = kQuickBcrypt});
  EXPECT_EQ(scheme_of(hash(argon2id, "x").value()), HashScheme(kQuick));
  EXPECT_EQ(scheme_of(hash(bcrypt, "x").value()), HashScheme(kQuickBcrypt));
  EXPECT_EQ(hashes("argon2id"), 1U);
  EXPECT_EQ(hashes("bcrypt"), 1U);
  EXPECT_EQ(hash(bcrypt, std::string(73, 'a')).error().code, "password_too_long_for_bcrypt");
  EXPECT_TRUE(hash(argon2id, std::string(73, 'a')));
  EXPECT_EQ(verify(bcrypt, "x", ""), false);
  EXPECT_EQ(hashes("bcrypt"), 2U) << "for an account that is not there, at the current parameters";
}

TEST_F(PasswordsTest, CheckTheRulesAndTheScheme) {
  Passwords argon2id(pool_, registry_, {.scheme = kQuick, .service = "acme"});
  Passwords bcrypt(pool_, registry_, {.scheme = kQuickBcrypt});
  const std::string long_one = "Seventeen grey herons stood in the shallow water, and nobody counted them.";
  EXPECT_TRUE(argon2id.check(long_one, "mia@example.com"));
  EXPECT_EQ(bcrypt.check(long_one, "mia@example.com").error().code, "password_too_long_for_bcrypt");
  EXPECT_EQ(argon2id.check("acme-acme-acme-1!", "mia@example.com").error().code, "password_context");
  EXPECT_EQ(argon2id.check("short", "mia@example.com").error().code, "password_too_short");
}

}  // namespace
}  // namespace tenstone::auth
