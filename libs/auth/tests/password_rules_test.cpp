#include "tenstone/auth/password_rules.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common_words.hpp"
#include "tenstone/auth/errors.hpp"

namespace tenstone::auth {
namespace {

std::string code(const std::string& password) {
  const auto result = check_password(password, {.service = "Tenstone api", .email = "mia.member@mail.acme.example"});
  return result ? "fine" : result.error().code;
}

TEST(PasswordRules, CountCharactersAndBytes) {
  EXPECT_EQ(code("kvx whz qpf tb"), "password_too_short");
  EXPECT_EQ(code("kvx whz qpf tbj"), "fine");
  EXPECT_EQ(code("äöüßéèêëàâîïôû"), "password_too_short") << "14 characters, though 28 bytes";
  EXPECT_EQ(code("äöüßéèêëàâîïôûù"), "fine");
  const std::string sentence = "Seventeen grey herons stood in the shallow water, and nobody counted them twice. ";
  EXPECT_EQ(code((sentence + sentence + sentence + sentence).substr(0, 256)), "fine");
  EXPECT_EQ(code((sentence + sentence + sentence + sentence).substr(0, 257)), "password_too_long");
  std::string smileys;
  for (int i = 0; i < 256; ++i) smileys += i % 7 == 0 ? "😀" : i % 5 == 0 ? "😁" : "😂";
  EXPECT_EQ(code(smileys), "fine") << "256 characters, 1024 bytes";
}

TEST(PasswordRules, RefuseWhatIsGuessedEarly) {
  for (const auto* password :
       {"aaaaaaaaaaaaaaa",     "AaAaAaAaAaAaAaAa", "ääääääääääääääää",       "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀",
        "abcabcabcabcabc",     "x9K#q2Lx9K#q2Lx9", "passwordpassword",       "PasswordPassword",
        "passwordpasswordp",   "password1234567",  "Password-2024-Password", "p@ssw0rdp@ssw0rd",
        "P@$$w0rd12345678",    "123456789012345",  "1234567890987654321",    "qwertyuiopasdfgh",
        "qwertzuiopasdfghjkl", "azertyuiopqsdfg",  "zyxwvutsrqponml",        "1q2w3e4r5t6y7u8i9o0p",
        "1qaz2wsx3edc4rfv",    "dragon!!dragon!!", "monkey 19840312!",       "19840312 monkey",
        "iloveyou.iloveyou",   "111222333444555",  "abcdefghijklmnop",       "lkjhgfdsapoiuytrewq",
        "batteryABCD12345",    "!!!!!!!!!!!!!!!!", "               "})
    EXPECT_EQ(code(password), "password_common") << password;
}

TEST(PasswordRules, RefuseWhatAnAttackerReadsFromTheAccount) {
  for (const auto* password :
       {"tenstonetenstone", "TenstonePassword", "tenstone12345678", "T3nst0ne-2024-!!", "mia.member@mail.acme",
        "acmememberacme1", "mia.member.for.ever", "member of acme 1", "AcmePassword2024"})
    EXPECT_EQ(code(password), "password_context") << password;
  const auto plain = [](const std::string& password, std::string_view email) {
    const auto result = check_password(password, {.service = {}, .email = email});
    return result ? "fine" : result.error().code;
  };
  EXPECT_EQ(plain("localhost-xq-vt", "mia@localhost"), "password_context");
  EXPECT_EQ(plain("bücher-bücher-1!", "mia@bücher.example"), "password_context");
  EXPECT_EQ(plain("examplexqvtpfzk", "mia@foo.example"), "fine") << "not the last label";
  EXPECT_EQ(plain("passwordforgmail1", "mia@gmail.com"), "fine") << "five of seventeen";
}

TEST(PasswordRules, LetEverythingElsePass) {
  for (const auto* password :
       {"correct horse battery", "correct horse battery staple", "correcthorsebatterystaple", "not the right password",
        "monkey dragon 1984", "829104756102938", "kT9x2Qw#mZ4vLp8", "I saw acme's members dance at the harbour",
        "tenstone keeps my cat warm at night", "Lieblingsessen: Knödel", "пароль от моей дачи", "monkey 82910475613",
        "aaaaaaaaaaaaaaaxqvtpfzkw", "7f3c1a90-42d6-4b7e", "my secret garden 12"})
    EXPECT_EQ(code(password), "fine") << password;
}

// 15 of 26 letters: that they are made of a common word, runs and padding happens less than once in a billion.
RC_GTEST_PROP(PasswordRules, LetRandomLettersPass, ()) {
  const auto letter = rc::gen::inRange('a', '{');
  RC_ASSERT(code(*rc::gen::resize(40, rc::gen::container<std::string>(20, letter))) == "fine");
}

RC_GTEST_PROP(PasswordRules, TakeAnyBytes, (const std::string& text, const std::string& email)) {
  const std::string twice = text + text + text;
  (void)check_password(twice, {.service = text, .email = email});
  RC_ASSERT(code(std::string(20, text.empty() ? 'a' : text[0])) == "password_common");
}

TEST(CommonWords, AreFoundWhereverTheyStand) {
  for (const auto* word : {"007bond", "password", "qwertyuiop", "zzzxxx", "monkey", "zyjxrf", "01telemike01"})
    EXPECT_TRUE(is_common_word(word)) << word;
  for (const auto* word :
       {"", "0", "~", "zzzzzzzzz", "passwort99", "password\n", "\n", "# passwords", "Password", "tenstone"})
    EXPECT_FALSE(is_common_word(word)) << word;
}

}  // namespace
}  // namespace tenstone::auth
