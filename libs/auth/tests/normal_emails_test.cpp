// Migration 0004 on rows that earlier versions wrote.
#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/auth/email.hpp"
#include "tenstone/auth/migrations.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::auth {
namespace {

class NormalEmails : public ::testing::Test {
 protected:
  void add(int number, const std::string& email) {
    database_.sql("insert into users (id, email, email_display, created_at) values ('" + id(number) + "', '" + email +
                  "', '" + email + "', timestamptz '2026-01-01' + interval '1 day' * " + std::to_string(number) + ")");
  }
  void migrate() {
    const auto applied = postgres::migrate(database_.url(), {postgres::migrations(), audit::migrations(), migrations()},
                                           std::chrono::seconds(10));
    ASSERT_TRUE(applied) << applied.error().message;
  }
  std::string email(int number) { return database_.sql("select email from users where id = '" + id(number) + "'"); }
  static std::string id(int number) { return "00000000-0000-0000-0000-00000000000" + std::to_string(number); }

  testing::TemporaryDatabase database_{
      postgres::Modules{postgres::migrations(), audit::migrations(), migrations().first(3)}};
};

TEST_F(NormalEmails, AreWhatTheProgramLooksUp) {
  const std::vector<std::string> typed{"mia@example.com", "ju\u0308rg@example.com", "\u00c4rmel@x",
                                       "\u03bd\u03b9\u03ba\u03bf\u03c2@x", "mia@b\u00dccher.example"};
  for (int i = 0; i < static_cast<int>(typed.size()); ++i) add(i, typed[static_cast<std::size_t>(i)]);
  migrate();
  for (int i = 0; i < static_cast<int>(typed.size()); ++i)
    EXPECT_EQ(email(i), parse_email(typed[static_cast<std::size_t>(i)])->normal);
  EXPECT_EQ(database_.sql("select count(*) from users where email_display = email"), "1") << "what was typed is kept";
}

TEST_F(NormalEmails, TwoAccountsOfOneAddressStayTwo) {
  const std::string composed = "j\u00fcrg@example.com", decomposed = "ju\u0308rg@example.com";
  add(1, decomposed);
  add(2, composed);
  add(3, "\u00c4nne@x");
  add(4, "a\u0308nne@x");
  migrate();
  EXPECT_EQ(email(1), decomposed);
  EXPECT_EQ(email(2), composed) << "keeps the address, although it is younger";
  EXPECT_EQ(email(3), "\u00e4nne@x") << "the oldest";
  EXPECT_EQ(email(4), "a\u0308nne@x");
  // The statement of docs/operations.md.
  EXPECT_EQ(
      database_.sql("select right(id::text, 1) from users where email <> normalize(lower(normalize(email, nfc)), nfc) "
                    "or email ~ '@(.*[.])?xn--' order by 1"),
      "1\n4");
}

}  // namespace
}  // namespace tenstone::auth
