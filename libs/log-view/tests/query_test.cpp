#include "tenstone/log_view/query.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/log_view/layout.hpp"

namespace tenstone::log_view {
namespace {

const Time kAsked = *parse_rfc3339("2026-12-01T18:00:00Z");

Query query(std::string_view text) {
  auto out = Query::parse(text, kAsked);
  EXPECT_TRUE(out) << text << ": " << out.error().message;
  return out ? *out : Query();
}
bool matches(std::string_view text,
             const char* line =
                 R"({"time":"2026-12-01T17:50:00Z","level":"warn","service":"api","status":502,"http":{"ms":12.5},)"
                 R"("msg":"upstream (a) timed out"})") {
  Entry entry;
  EXPECT_TRUE(find_layout("json")->parse(line, entry));
  entry.raw = line;
  entry.time = entry.stamp.instant;
  return query(text).matches(entry);
}

TEST(Query, MatchesEntries) {
  for (const char* text : {"",
                           "level>=warn",
                           "level!=error",
                           "service=api",
                           "status>=500",
                           "status=502.0",
                           "http.ms<13",
                           "timed",
                           "\"(a) timed\"",
                           "/UPSTREAM.*out/i",
                           "-noise",
                           "-(noise OR level=info)",
                           "(noise OR timed)",
                           "noise OR timed",
                           "last:15m",
                           "last:10m",
                           "ts:[2026-12-01,+18h]",
                           "ts:[,2026-12-02]",
                           "ts:[2026-12-01T17:50:00Z,]",
                           "none!=x",
                           "level>=warn service=api status>=500 \"timed\" /o.t/ -noise (noise OR api) last:1h",
                           "message!=x",
                           "service!=\"a b\"",
                           "--timed"})
    EXPECT_TRUE(matches(text)) << text;
  for (const char* text :
       {"level>warn", "level=error", "service=web", "status<500", "http.ms>13", "Timed", "/UPSTREAM/", "-timed",
        "noise timed", "noise OR (timed noise)", "last:9m", "ts:[,2026-12-01T17:50:00Z]", "ts:[2026-12-01,+17h]",
        "none=x", "none>1", "service>1", "-(timed)"})
    EXPECT_FALSE(matches(text)) << text;
}

TEST(Query, WithoutALevelOrATimeOnlyNotEqualHolds) {
  EXPECT_TRUE(matches("level!=info", R"({"a":1})"));
  EXPECT_FALSE(matches("level<=fatal", R"({"a":1})"));
  EXPECT_FALSE(matches("last:1h", R"({"a":1})"));
}

TEST(Query, SaysTheColumnOfAFault) {
  const std::vector<std::pair<std::string, std::string>> faults{{"a level>=loud", "10"},
                                                                {"\"a", "1"},
                                                                {"/a(/", "2"},
                                                                {"a )", "3"},
                                                                {"(a", "1"},
                                                                {"é status>x", "10"},
                                                                {"=a", "1"},
                                                                {"a=", "3"},
                                                                {"a!b", "2"},
                                                                {"last:15", "6"},
                                                                {"ts:2026", "4"},
                                                                {"ts:[x,]", "5"},
                                                                {"ts:[2026-01-01,x]", "16"},
                                                                {"- a", "1"},
                                                                {"a OR", "5"},
                                                                {"/a/x", "4"},
                                                                {"ts:[,+2h]", "6"},
                                                                {"\"\"", "1"},
                                                                {"/" + std::string(1025, 'a') + "/", "2"},
                                                                {R"(/\pL{500}/)", "2"}};
  for (const auto& [text, column] : faults) {
    const auto parsed = Query::parse(text, kAsked);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, "log_query_invalid");
    ASSERT_EQ(parsed.error().members.size(), 2);
    EXPECT_EQ(parsed.error().members[1].second, column) << text << ": " << parsed.error().message;
  }
  std::string deep(100, '-'), many, patterns;
  for (int i = 0; i < 65; ++i) many += "a ";
  for (int i = 0; i < 8; ++i) patterns += "/a/ ";
  EXPECT_TRUE(Query::parse(patterns, kAsked));
  for (const std::string& text :
       {deep + "a", many, patterns + "/a/", std::string(100, '(') + "a", std::string(4097, 'a')})
    EXPECT_FALSE(Query::parse(text, kAsked));
}

TEST(Query, KnowsALiteralThatEveryMatchHas) {
  const std::vector<std::pair<std::string_view, std::string_view>> literals{
      {"b", "b"},
      {"a", ""},  // it may stand in "[redacted]"
      {"a bcd ef", "bcd"},
      {"a OR b", ""},
      {"-abc x", "x"},
      {"(abc OR d) xy", "xy"},
      {"status=500", ""},
      {"/blk_-?[0-9]+ terminating/", " terminating"},
      {"/a\\.bc*d/", "a.b"},
      {"/abc/i", ""},
      {"/a|bcd/", ""},
      {"/(?i)abc/", ""},
      {"/ab{2}cd/", "cd"},
      {"/ab{c|}de/", ""},
      {"/[]abc]de/", "de"},
      {"/\\Qa*b\\E/", ""},
      {"/\\x41bc/", ""},
      {"/a\\/b+c/", "a/b"}};
  for (const auto& [text, literal] : literals) EXPECT_EQ(query(text).literal(), literal) << text;
}

TEST(Query, SaysTheTimesThatItCanMatch) {
  EXPECT_EQ(query("last:1h a").begin(), kAsked - std::chrono::hours(1));
  EXPECT_EQ(query("ts:[2026-01-01,+2h] ts:[,2026-01-01T01:00:00Z]").end(), *parse_rfc3339("2026-01-01T01:00:00Z"));
  EXPECT_EQ(query("last:1h OR a").begin(), Time::min());
  EXPECT_EQ(query("-last:1h").begin(), Time::min());
}

std::string term(int depth) {
  const auto text = *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab \"\\=(/é"))));
  switch (*rc::gen::inRange(0, depth > 0 ? 8 : 5)) {
    case 0: return *rc::gen::element<std::string>("level>=warn", "last:15m", "ts:[2026-01-01,+2h]", "/a\\/b+/i");
    case 1: return *rc::gen::element<std::string>("a", "word", "x.y<=2.5", "message=x", "status!=500");
    case 5: return "(" + term(depth - 1) + " " + term(depth - 1) + ")";
    case 6: return "(" + term(depth - 1) + " OR " + term(depth - 1) + ")";
    case 7: return "-" + term(depth - 1);
    default: {
      std::string quoted = "\"";
      for (const char c : text) (c == '"' || c == '\\' ? quoted += '\\' : quoted) += c;
      return (*rc::gen::arbitrary<bool>() ? "f=" : "") + quoted + "\"";
    }
  }
}

RC_GTEST_PROP(Query, IsParsedAgainFromItsCanonicalForm, ()) {
  const std::string text = term(3);
  const auto first = Query::parse(text, kAsked);
  RC_ASSERT(first);
  const auto again = Query::parse(first->to_string(), kAsked + std::chrono::hours(1));
  RC_ASSERT(again);
  RC_ASSERT(again->to_string() == first->to_string());
  RC_ASSERT(again->literal() == first->literal());
}

}  // namespace
}  // namespace tenstone::log_view
