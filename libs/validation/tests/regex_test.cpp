#include "tenstone/validation/regex.hpp"

#include <gtest/gtest.h>
#include <re2/re2.h>

namespace tenstone::validation {
namespace {

using Translated = RegexTranslation::Kind;

struct RegexCase {
  const char *expression, *matching, *other;
};
class Ecma262 : public ::testing::TestWithParam<RegexCase> {};
TEST_P(Ecma262, MatchesAsTheStandardSays) {
  const RegexTranslation translation = translate_regex(GetParam().expression);
  ASSERT_EQ(translation.kind, Translated::Fine) << GetParam().expression << ": " << translation.fault;
  const Regex pattern(Regex::compile(translation.re2, 1 << 20));
  EXPECT_TRUE(pattern.matches(GetParam().matching)) << GetParam().expression << " as " << translation.re2;
  EXPECT_FALSE(pattern.matches(GetParam().other)) << GetParam().expression << " as " << translation.re2;
}
INSTANTIATE_TEST_SUITE_P(
    Each, Ecma262,
    ::testing::Values(
        RegexCase{"^abc$", "abc", "abc\n"}, RegexCase{"^a.c$", "aéc", "a\nc"}, RegexCase{"^a.c$", "a\tc", "a\u2028c"},
        RegexCase{"^\\s$", "\u00a0", "a"}, RegexCase{"^\\S$", "é", "\ufeff"}, RegexCase{"^[^\\S]$", "\u3000", "x"},
        RegexCase{"^\\w$", "_", "é"}, RegexCase{"^\\D$", "\u09ea", "4"}, RegexCase{"^\\p{Letter}+$", "Größe", "a1"},
        RegexCase{"^\\P{L}$", "1", "ß"}, RegexCase{"^\\p{digit}+$", "4২", "४a"}, RegexCase{"^\\p{gc=Nd}$", "4", "a"},
        RegexCase{"^\\p{General_Category=Uppercase_Letter}$", "Ä", "ä"}, RegexCase{"^\\p{Script=Greek}+$", "πι", "pi"},
        RegexCase{"^[\\p{sc=Cyrl}-]+$", "да-да", "ja"}, RegexCase{"^\\p{ASCII}$", "~", "é"},
        RegexCase{"^\\P{ASCII}$", "é", "~"}, RegexCase{"^\\u00e9\\xe9$", "éé", "ée"},
        RegexCase{"^\\ud83d\\ude00$", "😀", "a"}, RegexCase{"^\\u{1F600}$", "😀", "a"},
        RegexCase{"^[😀-😂]$", "😁", "😅"}, RegexCase{"^😀{2}$", "😀😀", "😀"},
        RegexCase{"^\\cA\\t\\v$", "\x01\t\v", "A"}, RegexCase{"^[\\b]$", "\b", "b"},
        RegexCase{"\\bis\\b", "this is", "this"}, RegexCase{"^(?<year>\\d{4})-(?:\\d\\d)$", "2024-02", "24-02"},
        RegexCase{"^a{2,3}?$", "aa", "a"}, RegexCase{"^[^]$", "\n", ""}, RegexCase{"^(a|[])$", "a", "b"},
        RegexCase{"^[a\\-z]$", "-", "b"}, RegexCase{"^\\/\\.\\$$", "/.$", "/a$"},
        RegexCase{"^[\\]\\\\^-]+$", "]\\^-", "a"}, RegexCase{"^\\@\\-$", "@-", "@"}));

TEST(Ecma262, WhatRe2CannotDoIsNamed) {
  for (const auto& [expression, why] : std::initializer_list<std::pair<const char*, const char*>>{
           {"(?=a)b", "look-ahead"},
           {"(?!a)b", "look-ahead"},
           {"(?<=a)b", "look-behind"},
           {"(?<!a)b", "look-behind"},
           {"(a)\\1", "a back-reference"},
           {"(?<n>a)\\k<n>", "a back-reference"},
           {"a{1001}", "more than 1,000 repetitions"},
           {"\\ud800", "half of a surrogate pair"},
           {"\\p{Alphabetic}", "the property Alphabetic, which is no general category or script"},
           {"\\p{Script=Klingon}", "the property Script=Klingon, which is no general category or script"}}) {
    const RegexTranslation out = translate_regex(expression);
    EXPECT_EQ(out.kind, Translated::Unsupported) << expression;
    EXPECT_EQ(out.fault, why) << expression;
  }
}

TEST(Ecma262, WhatIsNoExpressionIsRefused) {
  for (const char* expression :
       {"(",     ")",       "(?:a",       "[a",    "a**",      "*a",    "^*",      "(?=a)*",         "a{2,1}", "a{",
        "a}",    "a]",      "\\",         "\\a",   "\\Z",      "\\A",   "\\u12",   "\\u{110000}",    "\\x1",   "\\p",
        "\\p{}", "\\c1",    "\\00",       "(?i)a", "(?P<n>a)", "(?#c)", "(?<1>a)", "(?<n>a)(?<n>b)", "\\1",    "\\k<n>",
        "[b-a]", "[\\d-a]", "[[:alpha:]]"})
    EXPECT_EQ(translate_regex(expression).kind, Translated::Invalid) << expression;
}

}  // namespace
}  // namespace tenstone::validation
