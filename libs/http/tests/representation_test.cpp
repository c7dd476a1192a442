#include "tenstone/http/representation.hpp"

#include <gtest/gtest.h>

#include "tenstone/http/date.hpp"
#include "tenstone/http/entity_tag.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

using Fields = std::vector<std::pair<std::string, std::string>>;

const Time kModified = *parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
const Representation kCurrent{.size = 1000, .etag = "\"a\"", .modified = kModified};

std::string selected(Method method, Fields fields, const Representation& current = kCurrent) {
  const Request request(method, "/", std::move(fields));
  const Selection it = select(request, current);
  return it.has_body() ? fmt::format("{} {}+{}", it.status, it.offset, it.length) : std::to_string(it.status);
}
std::string range(std::string text, const Representation& current = kCurrent) {
  return selected(Method::Get, {{"Range", std::move(text)}}, current);
}

TEST(Range, IsOneOfBytes) {
  EXPECT_EQ(range("bytes=0-0"), "206 0+1");
  EXPECT_EQ(range("bytes=0-499"), "206 0+500");
  EXPECT_EQ(range("bytes=500-"), "206 500+500");
  EXPECT_EQ(range("bytes=-1"), "206 999+1");
  EXPECT_EQ(range("bytes=-5000"), "206 0+1000");
  EXPECT_EQ(range("bytes=999-99999999999999999999999"), "206 999+1");
  EXPECT_EQ(range("BYTES=1-2"), "206 1+2");
}

TEST(Range, BehindTheEndIsNotSatisfiable) {
  for (const char* text : {"bytes=1000-", "bytes=1000-2000", "bytes=99999999999999999999999-", "bytes=-0"})
    EXPECT_EQ(range(text), "416") << text;
  EXPECT_EQ(range("bytes=0-", {.size = 0}), "416");
  const Response response = answer({.status = 416}, kCurrent);
  EXPECT_EQ(response.header("Content-Range"), "bytes */1000");
  EXPECT_EQ(response.problem_code(), "range_not_satisfiable");
}

// RFC 9110 §14.2: a server may ignore Range, and does so for what it does not understand.
TEST(Range, ThatIsMalformedOrNotSupportedGivesAll) {
  for (const char* text : {"bytes=", "bytes=-", "bytes=5-4", "bytes=a-b", "bytes=0-1,5-6", "bytes=1", "lines=0-1",
                           "bytes=+1-2", "bytes= 0-1", "bytes=0-1 ", "bytes=--1", "0-1", "bytes=0x1-2"})
    EXPECT_EQ(range(text), "200 0+1000") << text;
  EXPECT_EQ(selected(Method::Head, {{"Range", "bytes=0-1"}}), "200 0+1000");
}

TEST(Range, HoldsOnlyForWhatIfRangeNames) {
  const auto with = [](std::string condition, const Representation& current = kCurrent) {
    return selected(Method::Get, {{"Range", "bytes=0-1"}, {"If-Range", std::move(condition)}}, current);
  };
  EXPECT_EQ(with("\"a\""), "206 0+2");
  EXPECT_EQ(with("\"b\""), "200 0+1000");
  EXPECT_EQ(with("W/\"a\""), "200 0+1000");
  EXPECT_EQ(with("W/\"a\"", {.size = 1000, .etag = "W/\"a\""}), "200 0+1000");  // the comparison is strong
  EXPECT_EQ(with("Sun, 06 Nov 1994 08:49:37 GMT"), "206 0+2");
  EXPECT_EQ(with("Sun, 06 Nov 1994 08:49:38 GMT"), "200 0+1000");
  EXPECT_EQ(with("*"), "200 0+1000");
  EXPECT_EQ(with("yesterday"), "200 0+1000");
}

TEST(Conditions, AreLookedAtInTheirOrder) {
  const std::string before = "Sun, 06 Nov 1994 08:49:36 GMT", same = "Sun, 06 Nov 1994 08:49:37 GMT";
  struct Case {
    Method method;
    Fields fields;
    std::string expected;
  };
  const std::string whole = "200 0+1000";
  const std::vector<Case> cases = {
      {Method::Get, {{"If-None-Match", "\"a\""}}, "304"},
      {Method::Head, {{"If-None-Match", "\"a\""}}, "304"},
      {Method::Put, {{"If-None-Match", "\"a\""}}, "412"},
      {Method::Get, {{"If-None-Match", "W/\"a\""}}, "304"},
      {Method::Get, {{"If-None-Match", "\"b\", \"a\""}}, "304"},
      {Method::Get, {{"If-None-Match", "\"b\""}, {"If-None-Match", "\"a\""}}, "304"},
      {Method::Get, {{"If-None-Match", "*"}}, "304"},
      {Method::Get, {{"If-None-Match", "\"b\""}}, whole},
      {Method::Get, {{"If-None-Match", "a"}}, whole},
      {Method::Get, {{"If-None-Match", "\"b\""}, {"If-Modified-Since", same}}, whole},  // the tag decides alone
      {Method::Get, {{"If-Modified-Since", same}}, "304"},
      {Method::Get, {{"If-Modified-Since", before}}, whole},
      {Method::Get, {{"If-Modified-Since", "soon"}}, whole},
      {Method::Put, {{"If-Modified-Since", same}}, whole},
      {Method::Get, {{"If-Match", "\"a\""}}, whole},
      {Method::Get, {{"If-Match", "W/\"a\""}}, "412"},
      {Method::Get, {{"If-Match", "\"b\""}}, "412"},
      {Method::Get, {{"If-Match", "*"}}, whole},
      {Method::Get, {{"If-Match", "\"a\""}, {"If-Unmodified-Since", before}}, whole},
      {Method::Get, {{"If-Unmodified-Since", before}}, "412"},
      {Method::Get, {{"If-Unmodified-Since", same}}, whole},
      {Method::Get, {{"If-Match", "\"a\""}, {"If-None-Match", "\"a\""}}, "304"},
      {Method::Get, {{"If-None-Match", "\"a\""}, {"Range", "bytes=0-1"}}, "304"},
      {Method::Get, {{"If-Match", "\"b\""}, {"Range", "bytes=5000-"}}, "412"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(selected(each.method, each.fields), each.expected)
        << to_string(each.method) << " " << each.fields[0].first << ": " << each.fields[0].second;
}

TEST(Conditions, DecideWhetherSomethingMayBeWritten) {
  const auto may = [](Fields fields, std::optional<std::string_view> etag) {
    return may_write(Request(Method::Put, "/", std::move(fields)), etag);
  };
  EXPECT_TRUE(may({}, std::nullopt) && may({}, "\"a\""));
  EXPECT_TRUE(may({{"If-None-Match", "*"}}, std::nullopt));
  EXPECT_FALSE(may({{"If-None-Match", "*"}}, "\"a\""));
  EXPECT_TRUE(may({{"If-Match", "\"a\""}}, "\"a\""));
  EXPECT_FALSE(may({{"If-Match", "\"a\""}}, "\"b\""));
  EXPECT_FALSE(may({{"If-Match", "*"}}, std::nullopt));
  EXPECT_FALSE(may({{"If-Match", "\"a\""}}, std::nullopt));
  EXPECT_FALSE(may({{"If-Match", "a"}}, "\"a\""));  // malformed: nothing is named, so nothing is overwritten
}

TEST(Conditions, TrustNoDateThatIsTooNew) {
  const Time now = kModified + 2s;
  EXPECT_EQ(settled(kModified, now), kModified);
  EXPECT_EQ(settled(kModified + 1us, now), std::nullopt);
  EXPECT_EQ(settled(now + 1h, now), std::nullopt);
}

TEST(EntityTags, AreReadAsTheyAreWritten) {
  const auto count = [](std::string_view text) {
    const auto tags = parse_entity_tags(text);
    return tags ? static_cast<int>(tags->size()) : -1;
  };
  EXPECT_EQ(count("\"a\""), 1);
  EXPECT_EQ(count("\"a,b\", W/\"c\"\t,, \"\""), 3);
  EXPECT_EQ(count(" , "), 0);
  for (const char* bad :
       {"a", "\"a", "W/", "W/a", "\"a\" \"b\"", "w/\"a\"", "\"a b\"", "\"a\tb\"", "\"a\x7f\"", "\"a\"b"})
    EXPECT_EQ(count(bad), -1) << bad;
  EXPECT_FALSE(parse_entity_tag("\"a\", \"b\""));
}

TEST(HttpDates, AreReadInAllThreeForms) {
  const Time expected = std::chrono::sys_seconds(784111777s);  // RFC 9110 §5.6.7
  for (const char* text :
       {"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(parse_http_date(text), expected) << text;
  for (const char* bad : {"", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 GMT+1", "784111777"})
    EXPECT_FALSE(parse_http_date(bad)) << bad;
}

}  // namespace
}  // namespace tenstone::http
