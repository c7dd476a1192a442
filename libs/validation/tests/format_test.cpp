#include <gtest/gtest.h>

#include "rule_problems.hpp"

namespace tenstone::validation {
namespace {

struct FormatCase {
  Text rules;
  std::string code, keywords;
  std::vector<std::string> good, bad;
};

const std::vector<FormatCase>& format_cases() {
  static const std::vector<FormatCase> kCases = {
      {text().email(), "email", R"({"format":"email"})", {"mia@example.org"}, {"", "mia", "mia@localhost"}},
      {text().uuid(),
       "uuid",
       R"({"format":"uuid"})",
       {"0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5f"},
       {"", "0193a5c87d3e7b1a9f005a1e2c3d4b5f", "0193a5c8-7d3e-7b1a-9f00-5a1e2c3d4b5g"}},
      {text().uri(),
       "uri",
       R"({"format":"uri"})",
       {"https://example.org/notes?page=2#end", "urn:isbn:9780131103627"},
       {"", "/notes", "https://example.org/a b"}},
      {text().date_time(),
       "date_time",
       R"({"format":"date-time"})",
       {"2026-11-22T08:15:00Z", "2016-12-31T23:59:60Z", "2026-11-22T08:15:00.5+01:00"},
       {"", "2026-11-22", "2026-11-22T08:15:00", "2026-02-30T08:15:00Z"}},
      {text().date(), "date", R"({"format":"date"})", {"2024-02-29"}, {"", "2025-02-29", "2026-1-1", "2026-11-22Z"}},
      {text().time_of_day(), "time_of_day", R"({"format":"time"})", {"08:15:00Z"}, {"", "08:15", "24:00:00Z"}},
      {text().duration(), "duration", R"({"format":"duration"})", {"P1DT12H", "PT30M", "P2W"}, {"", "P", "PT", "1D"}},
      {text().ipv4(), "ipv4", R"({"format":"ipv4"})", {"192.0.2.1"}, {"", "192.0.2", "192.0.2.256", "192.0.2.01"}},
      {text().ipv6(), "ipv6", R"({"format":"ipv6"})", {"2001:db8::1", "::"}, {"", "192.0.2.1", "2001:db8::1::"}},
      {text().ip(),
       "ip",
       R"({"anyOf":[{"format":"ipv4"},{"format":"ipv6"}]})",
       {"192.0.2.1", "2001:db8::1"},
       {"", "localhost"}},
      {text().hostname(),
       "hostname",
       R"({"format":"hostname"})",
       {"www.example.org", "xn--bcher-kva.example"},
       {"", "-a.example", "a..b", "xn--a-.example"}}};
  return kCases;
}

TEST(TextFormats, TakeWhatHasTheForm) {
  for (const FormatCase& each : format_cases()) {
    for (const std::string& good : each.good) EXPECT_EQ(text_issue(each.rules, good), "") << each.code << " " << good;
    for (const std::string& bad : each.bad) EXPECT_EQ(text_issue(each.rules, bad), each.code) << bad;
  }
}

TEST(TextFormats, AreToldWithAnExampleAndAsKeywords) {
  for (const FormatCase& each : format_cases()) {
    const Issue issue = issue_of<std::string>(each.rules, R"("?")");
    EXPECT_EQ(issue.code, each.code);
    EXPECT_EQ(issue.params, each.keywords) << each.code;
    const std::string example = issue.message.substr(issue.message.find("such as ") + 8);
    EXPECT_EQ(text_issue(each.rules, example.substr(0, example.find(" or "))), "") << issue.message;
    const std::string keywords = each.keywords.substr(1);
    EXPECT_EQ(testing::canonical_json(described<std::string>(each.rules)),
              testing::canonical_json(R"({"type":"string",)" + keywords));
  }
}

TEST(TextFormats, MailAddressesAreCheckedAsBrowsersOrAsMailServersDo) {
  EXPECT_TRUE(is_email("a..b@example.org"));
  EXPECT_FALSE(is_mailbox("a..b@example.org"));
  EXPECT_FALSE(is_email("\"a b\"@example.org"));
  EXPECT_TRUE(is_mailbox("\"a b\"@example.org"));
  EXPECT_FALSE(is_email("a@localhost"));
  EXPECT_TRUE(is_mailbox("a@localhost"));
}

TEST(TextFormats, AreOneAFieldAndCheckedBehindTheTransforms) {
  static_assert(compiles([] { return text().trim().uuid().length(36, 36); }));
  static_assert(!compiles([] { return text().email().uuid(); }));
  static_assert(!compiles([] { return text().ipv4().ipv6(); }));
  static_assert(!compiles([] { return text().length(2, 1); }));
  EXPECT_EQ(text_issue(text().trim().date(), " 2026-11-22 "), "");
  EXPECT_EQ(text_issue(text().max_length(3).date(), "2026-11-22"), "length");
}

struct Host {
  std::string name;
  std::optional<std::string> address;
  std::vector<std::string> others;
  friend constexpr auto schema(For<Host>) {
    return object<Host>(field("name", &Host::name).hostname(), field("address", &Host::address).ip(),
                        field("others", &Host::others).or_default().each(text().hostname()));
  }
};
TEST(TextFormats, FitFieldsOptionalsAndItems) {
  const auto host = parse_json<Host>(R"({"name":"a_b","address":"1","others":["a","-"]})");
  ASSERT_FALSE(host);
  ASSERT_EQ(host.error().issues.size(), 3u);
  EXPECT_EQ(host.error().issues[0].code, "hostname");
  EXPECT_EQ(host.error().issues[1].code, "ip");
  EXPECT_EQ(host.error().issues[2].pointer, "/others/1");
  EXPECT_TRUE(parse_json<Host>(R"({"name":"a-b","address":null})"));
}

}  // namespace
}  // namespace tenstone::validation
