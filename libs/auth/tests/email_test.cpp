#include "tenstone/auth/email.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/auth/actor.hpp"
#include "utf8.hpp"

namespace tenstone::auth {
namespace {

TEST(Email, KeepsWhatWasTypedAndComparesInLowerCase) {
  const auto email = parse_email(" \tMia.Member@Example.COM\n");
  ASSERT_TRUE(email);
  EXPECT_EQ(email->normal, "mia.member@example.com");
  EXPECT_EQ(email->display, "Mia.Member@Example.COM");
  EXPECT_EQ(parse_email("jürg@bücher.example")->normal, "jürg@bücher.example");
  EXPECT_EQ(parse_email("Ärmel@x")->normal, "Ärmel@x") << "only ASCII letters change";
}

TEST(Email, RefusesWhatCannotBeAnAddress) {
  for (const auto* text : {"", "  ", "mia", "@x", "mia@", "mia member@x", "a\tb@x", "a@b\x7f", "a@\xff", "a\n@x"})
    EXPECT_EQ(parse_email(text).error().code, "email_invalid") << text;
  EXPECT_FALSE(parse_email(std::string("a\0b@x", 5)));
  EXPECT_TRUE(parse_email(std::string(252, 'a') + "@x"));
  EXPECT_FALSE(parse_email(std::string(253, 'a') + "@x"));
}

RC_GTEST_PROP(Email, NormalisingTwiceChangesNothing, ()) {
  const auto character = rc::gen::element<char>('a', 'A', 'Z', '0', '.', '+', '@', '"');
  const auto once = parse_email(*rc::gen::nonEmpty(rc::gen::container<std::string>(character)) + "@Example.com");
  RC_ASSERT(bool(once));
  const auto twice = parse_email(once->normal);
  RC_ASSERT(twice && twice->normal == once->normal && twice->display == once->normal);
}

TEST(Utf8, CountsCodePointsAndRefusesWhatIsNone) {
  EXPECT_EQ(count_code_points("aü€😀"), 4U);
  EXPECT_EQ(count_code_points(""), 0U);
  for (const auto* text : {"\x80", "\xc0\x80", "\xc3", "\xed\xa0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80",
                           "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82"})
    EXPECT_EQ(count_code_points(text), std::nullopt);
}

TEST(UserAgent, IsStoredPrintable) {
  EXPECT_EQ(printable_user_agent("curl/7\r\n\xff"), "curl/7???");
  EXPECT_EQ(printable_user_agent(std::string(300, 'a')).size(), 256U);
}

}  // namespace
}  // namespace tenstone::auth
