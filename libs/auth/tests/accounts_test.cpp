#include "tenstone/auth/accounts.hpp"

#include "auth_fixture.hpp"

namespace tenstone::auth {
namespace {

class AccountsTest : public AuthTest {
 protected:
  std::string sign_up(const std::string& email, const std::string& password = "correct horse battery") {
    const auto account = run(accounts_.sign_up({.email = email, .password = Secret(password)}));
    return account ? "" : account.error().code;
  }
  std::string number() { return to_string(ids_.next()); }

  runtime::BlockingPool pool_{1, 4};
  metrics::Registry metrics_;
  Passwords passwords_{pool_, metrics_, {.scheme = Argon2Cost{.memory_kib = 8, .passes = 1, .lanes = 1}}};
  Accounts accounts_{database_, ids_, passwords_};
};

TEST_F(AccountsTest, OneAddressHasOneAccountHoweverItIsWritten) {
  const std::string n = number();
  EXPECT_EQ(sign_up("j\u00fcrg" + n + "@b\u00fccher.example"), "");
  for (const std::string& same : {"ju\u0308rg" + n + "@b\u00fccher.example", "J\u00dcRG" + n + "@B\u00dcCHER.Example",
                                  "j\u00fcrg" + n + "@xn--bcher-kva.example"})
    EXPECT_EQ(sign_up(same), "email_taken") << same;
  EXPECT_EQ(sign_up("jurg" + n + "@b\u00fccher.example"), "") << "another one";
  EXPECT_EQ(sign_up("j\u200d\u00fcrg" + n + "@b\u00fccher.example"), "email_invalid");
}

TEST_F(AccountsTest, RefusePasswordsThatAreGuessedEarly) {
  EXPECT_EQ(sign_up("mia@example.com", "passwordpassword"), "password_common");
  EXPECT_EQ(sign_up("mia.member@example.com", "mia.member@example"), "password_context");
  EXPECT_EQ(sql("select count(*) from users where email like 'mia%@example.com'"), "0");
}

}  // namespace
}  // namespace tenstone::auth
