#include <gtest/gtest.h>
#include <map>
#include <random>

#include "rule_problems.hpp"

namespace tenstone::validation {
namespace {

constexpr PatternFault fault_of(std::string_view source) {
  std::array<PatternStep, 64> steps{};
  return PatternParser(source, steps).parse();
}
constexpr bool is_greedy(std::string_view source) {
  std::array<PatternStep, 64> steps{};
  PatternParser parser(source, steps);
  return parser.parse() == PatternFault::None && parser.is_greedy();
}

// Texts made of the pattern's own characters and some others, often near a match.
template <FixedText Source>
void agrees_with_re2() {
  ASSERT_TRUE(is_greedy(Source.view())) << Source.view();
  const WholeRegex regex(Source.view());
  std::array<PatternStep, sizeof(Source.text)> room{};
  PatternParser parser(Source.view(), room);
  ASSERT_EQ(parser.parse(), PatternFault::None);
  std::mt19937 random(7);
  const auto below = [&](std::size_t count) { return static_cast<std::size_t>(random() % count); };
  int matched = 0;
  for (int run = 0; run < 2'000; ++run) {
    std::string text;
    for (const PatternStep& step : parser.steps()) {
      std::string members;
      for (int c = 0; c < 128; ++c)
        if (step.set.has(static_cast<char>(c))) members += static_cast<char>(c);
      const std::size_t most = step.most == PatternStep::kUnbounded ? step.least + 3u : step.most;
      for (std::size_t count = step.least + below(most - step.least + 1); count > 0 && !members.empty(); --count)
        text += members[below(members.size())];
    }
    const std::size_t spoilt = below(3);
    for (std::size_t i = 0; i < spoilt; ++i) {
      const std::size_t at = below(text.size() + 1);
      if (at < text.size() && below(2) == 0)
        text.erase(at, 1);
      else
        text.insert(at, std::array{"a", "Z", "0", "-", "é", "\n"}[below(6)]);
    }
    const bool mine = PatternOf<Source>::matches(text);
    matched += mine ? 1 : 0;
    ASSERT_EQ(mine, regex.matches(text)) << Source.view() << " on \"" << text << '"';
  }
  EXPECT_GT(matched, 200) << Source.view();
  EXPECT_LT(matched, 1'990) << Source.view();
}

TEST(Pattern, AMaskMatchesWhatRe2Matches) {
  agrees_with_re2<"[A-Z]{3}-[0-9]{4}">();
  agrees_with_re2<"[a-z][a-z0-9]*">();
  agrees_with_re2<"\\d{1,3}\\.\\d+">();
  agrees_with_re2<"[A-Z]{2}[0-9]{2}[A-Z0-9]{4}">();
  agrees_with_re2<"#?[0-9a-fA-F]{6}">();
  agrees_with_re2<"-?[1-9]\\d{0,5}">();
  agrees_with_re2<"\\w+@[a-z]+?\\.[a-z]{2,}">();
  agrees_with_re2<"[+-]?[0-9]+\\/x*y*z?">();
  agrees_with_re2<"a{0}b{2,3}\\x2d\\u0030[\\b\\-\\]a-c]">();
  agrees_with_re2<"[0-9]{4}-[01][0-9]-[0-3][0-9]">();
}

TEST(Pattern, IsAMaskOnlyWhereGreedyIsExact) {
  for (const char* source : {"", "abc", "a*b", "a?b*c+d", "[a-c]{2,4}[d-f]", "[ab]{3}a", "x*"})
    EXPECT_TRUE(is_greedy(source)) << source;
  for (const char* source : {"a*a", "[ab]+b", "a?b*a", "a{1,2}a", ".", "é", "[é]", "[^a]", "\\s", "(a)", "a|b", "^a",
                             "\\bb", "\\D", "\\p{L}"})
    EXPECT_FALSE(is_greedy(source)) << source;
}

TEST(Pattern, WhatNoMaskMatchesRe2Does) {
  const Text either = text().pattern<"(?:EUR|USD)[0-9]*0">();
  EXPECT_EQ(text_issue(either, "EUR10"), "");
  EXPECT_EQ(text_issue(either, "USD101"), "pattern");
  EXPECT_EQ(text_issue(either, "xEUR10"), "pattern");
  EXPECT_EQ(text_issue(either, "EUR10\n"), "pattern");
  const Text alternatives = text().pattern<"a|bc">();  // anchored as a whole
  EXPECT_EQ(text_issue(alternatives, "bc"), "");
  EXPECT_EQ(text_issue(alternatives, "ac"), "pattern");
  const Text word = text().pattern<"[^\\s]{2,3}">();
  EXPECT_EQ(text_issue(word, "éé"), "");
  EXPECT_EQ(text_issue(word, "é"), "pattern");
}

TEST(Pattern, WhatIsIllFormedDoesNotCompile) {
  const std::pair<const char*, PatternFault> cases[] = {
      {")", PatternFault::ClosesNothing},       {"(a", PatternFault::OpenGroup},
      {"[a", PatternFault::OpenClass},          {"[a-", PatternFault::OpenClass},
      {"a]", PatternFault::LoneBracket},        {"*a", PatternFault::RepeatsNothing},
      {"a**", PatternFault::RepeatsNothing},    {"^*", PatternFault::RepeatsNothing},
      {"(*a)", PatternFault::RepeatsNothing},   {"a{2,1}", PatternFault::BadRepetition},
      {"a{", PatternFault::BadRepetition},      {"a{1001}", PatternFault::BadRepetition},
      {"[b-a]", PatternFault::BadRange},        {"[\\d-a]", PatternFault::BadRange},
      {"\\", PatternFault::BadEscape},          {"\\-", PatternFault::BadEscape},
      {"\\q", PatternFault::BadEscape},         {"\\x1", PatternFault::BadEscape},
      {"\\u{110000}", PatternFault::BadEscape}, {"\\ud800", PatternFault::BadEscape},
      {"\\p{}", PatternFault::BadEscape},       {"\\p", PatternFault::BadEscape},
      {"(?i)a", PatternFault::BadGroup},        {"(?<1>a)", PatternFault::BadGroup},
      {"(?=a)", PatternFault::LookAround},      {"(?<!a)", PatternFault::LookAround},
      {"(a)\\1", PatternFault::BackReference},  {"(?<n>a)\\k<n>", PatternFault::BackReference}};
  for (const auto& [source, fault] : cases) {
    EXPECT_EQ(fault_of(source), fault) << source;
    EXPECT_TRUE(fault == PatternFault::BadEscape || translate_regex(source).kind != RegexTranslation::Kind::Fine)
        << source;
  }
  for (const char* source :
       {"a{2}?b{1,}", "(?<year>\\d+)|[\\w.-]", "\\p{Script=Greek}[^]", "[]", "\\u{1f600}\\cA\\0"}) {
    EXPECT_EQ(fault_of(source), PatternFault::None) << source;
    EXPECT_EQ(translate_regex(source).kind, RegexTranslation::Kind::Fine) << source;
  }
  static_assert(!compiles([] { return text().pattern<"a">().pattern<"b">(); }));
}

// Whatever compiles as a pattern can be matched by RE2, and what is refused is refused there too, but for escapes that
// others do not know.
TEST(Pattern, IsReadAsTheTranslationReadsIt) {
  const std::vector<std::string> pieces = {
      "a", "b", "[", "]",   "(",   ")",   "{2}", "{1,3}", "{3,}",  "{,2}",    "*",    "+", "?",   "|",   "^",
      "$", ".", "-", "\\d", "\\W", "\\s", "\\",  "(?:",   "(?<a>", "\\u{61}", "\\x6", "é", "a-c", "\\b", "\\]"};
  std::mt19937 random(11);
  std::map<bool, int> seen;
  for (int run = 0; run < 20'000; ++run) {
    std::string source;
    for (std::size_t count = 1 + random() % 6; count > 0; --count) source += pieces[random() % pieces.size()];
    const PatternFault fault = fault_of(source);
    const RegexTranslation translation = translate_regex(source);
    const bool is_fine = translation.kind == RegexTranslation::Kind::Fine;
    ++seen[is_fine];
    if (fault == PatternFault::None)
      ASSERT_TRUE(is_fine || translation.fault == "two groups are called a") << source << ": " << translation.fault;
    else
      ASSERT_TRUE(!is_fine || fault == PatternFault::BadEscape) << source << " " << static_cast<int>(fault);
  }
  EXPECT_GT(seen[true], 2'000);
  EXPECT_GT(seen[false], 2'000);
}

TEST(Pattern, ThatRe2RefusesEndsTheProgramWithItsText) {
  EXPECT_DEATH(WholeRegex("(?:(?:(?:x{100}){100}){100}){100}"), "the pattern \"\\(\\?:.*x\\{100\\}.*cannot be matched");
  EXPECT_DEATH(WholeRegex("\\p{Klingon}"), "the property Klingon");
}

struct Part {
  std::string number;
  std::optional<std::string> colour;
  friend constexpr auto schema(For<Part>) {
    return object<Part>(field("number", &Part::number).trim().pattern<"[A-Z]{3}-[0-9]{4}">(),
                        field("colour", &Part::colour).lower().pattern<"grey|red">());
  }
};
TEST(Pattern, OfAFieldIsToldAndDescribed) {
  EXPECT_TRUE(parse_json<Part>(R"({"number":" ABC-0001 ","colour":"RED"})"));
  const auto part = parse_json<Part>(R"({"number":"ABC-1","colour":"blue"})");
  ASSERT_FALSE(part);
  ASSERT_EQ(part.error().issues.size(), 2u);
  const Issue& issue = part.error().issues.front();
  EXPECT_EQ(issue.pointer, "/number");
  EXPECT_EQ(issue.code, "pattern");
  EXPECT_EQ(issue.message, "must match the pattern [A-Z]{3}-[0-9]{4}");
  EXPECT_EQ(issue.params, R"({"pattern":"^(?:[A-Z]{3}-[0-9]{4})$"})");
  EXPECT_EQ(part.error().issues[1].params, R"({"pattern":"^(?:grey|red)$"})");
  EXPECT_EQ(testing::canonical_json(testing::json_at(json_schema<Part>(), "/$defs/Part/properties")),
            testing::canonical_json(R"({"number": {"type": "string", "pattern": "^(?:[A-Z]{3}-[0-9]{4})$"},
                                        "colour": {"type": ["string", "null"], "pattern": "^(?:grey|red)$"}})"));
}

}  // namespace
}  // namespace tenstone::validation
