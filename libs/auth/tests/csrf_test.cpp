// Which requests may have been forged by another site's page: every combination of what tells it, as tables.
#include "tenstone/auth/csrf.hpp"

#include <gtest/gtest.h>
#include <map>
#include <vector>

namespace tenstone::auth {
namespace {

using Header = std::optional<std::string_view>;

const std::vector<std::string> kAllowed{"https://app.example.com"};
constexpr std::string_view kHost = "tea.example.com";
const std::map<std::string_view, Header> kOrigins{{"-", {}},
                                                  {"own", "https://tea.example.com"},
                                                  {"allowed", "https://app.example.com"},
                                                  {"foreign", "https://evil.example"},
                                                  {"null", "null"}};

// What a request that changes something is answered with no credentials, with a cookie, with a bearer, with both.
struct Row {
  std::string_view site, origin;  // Sec-Fetch-Site and Origin; "-": there is no such header
  std::string_view answers;       // '+' passes, '.' is refused
};
constexpr Row kUnsafe[] = {
    {"-", "-", "+.++"},            // no browser; with a cookie and no word of where it came from: refused
    {"-", "own", "++++"},          // a browser before 2023, on our own page
    {"-", "allowed", "++++"},      //
    {"-", "foreign", "..++"},      //
    {"-", "null", "..++"},         // a sandboxed frame, a file, a redirect: anybody
    {"same-origin", "-", "++++"},  //
    {"same-origin", "own", "++++"},
    {"same-origin", "allowed", "++++"},
    {"same-origin", "foreign", "++++"},  // no browser sends this
    {"same-origin", "null", "++++"},     // Referrer-Policy: no-referrer
    {"same-site", "-", "..++"},          // a sibling domain is another site's page, too
    {"same-site", "own", "..++"},        // no browser sends this; Fetch Metadata is believed
    {"same-site", "allowed", "++++"},
    {"same-site", "foreign", "..++"},
    {"same-site", "null", "..++"},
    {"cross-site", "-", "..++"},
    {"cross-site", "own", "..++"},  // no browser sends this; Fetch Metadata is believed
    {"cross-site", "allowed", "++++"},
    {"cross-site", "foreign", "..++"},
    {"cross-site", "null", "..++"},
    {"none", "-", "++++"},  // the person by hand: the address bar, a bookmark
    {"none", "own", "++++"},
    {"none", "allowed", "++++"},
    {"none", "foreign", "++++"},  // no browser sends this
    {"none", "null", "++++"},
};

std::string answers(std::string_view method, const Row& row) {
  std::string all;
  for (const bool bearer : {false, true})
    for (const bool cookies : {false, true}) {
      const RequestOrigin request{.method = method,
                                  .sec_fetch_site = row.site == "-" ? Header() : row.site,
                                  .origin = kOrigins.at(row.origin),
                                  .host = kHost,
                                  .has_cookies = cookies,
                                  .has_bearer = bearer};
      all += same_site(request, kAllowed) ? '+' : '.';
    }
  return all;
}

TEST(Csrf, FollowsItsTableForWhatChangesSomething) {
  EXPECT_EQ(std::size(kUnsafe), 5 * kOrigins.size());
  for (const Row& row : kUnsafe)
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "get"})  // methods are case-sensitive
      EXPECT_EQ(answers(method, row), row.answers) << method << " " << row.site << " " << row.origin;
}

TEST(Csrf, LetsThroughWhatOnlyReads) {
  for (const Row& row : kUnsafe)
    for (const char* method : {"GET", "HEAD", "OPTIONS", "TRACE"})
      EXPECT_EQ(answers(method, row), "++++") << method << " " << row.site << " " << row.origin;
}

// Without Fetch Metadata: an Origin is the own one when it has the request's Host, under a scheme under which browsers
// keep our cookie.
TEST(Csrf, KnowsItsOwnOrigin) {
  const auto own = [](std::string_view origin, Header host) {
    return same_site({.method = "POST", .origin = origin, .host = host, .has_cookies = true}, {});
  };
  EXPECT_TRUE(own("https://tea.example.com", "tea.example.com"));
  EXPECT_TRUE(own("https://tea.example.com", "tea.example.com:443")) << "a browser leaves https' port out of Origin";
  EXPECT_TRUE(own("https://tea.example.com", "TEA.example.com"));
  EXPECT_TRUE(own("https://tea.example.com:8443", "tea.example.com:8443"));
  for (const char* host : {"localhost:3000", "127.0.0.1:3000", "[::1]:3000", "localhost"})
    EXPECT_TRUE(own("http://" + std::string(host), host)) << host;
  EXPECT_TRUE(own("http://localhost", "localhost:80"));

  EXPECT_FALSE(own("http://tea.example.com", "tea.example.com")) << "a page that the network may have made";
  EXPECT_FALSE(own("http://localhost.evil.example", "localhost.evil.example"));
  EXPECT_FALSE(own("http://localhost:3000", "localhost:3001")) << "another program of this machine";
  EXPECT_FALSE(own("https://tea.example.com:444", "tea.example.com"));
  EXPECT_FALSE(own("https://tea.example.com", "tea.example.com:444"));
  EXPECT_FALSE(own("https://tea.example.com", "tea.example.com:80"));
  EXPECT_FALSE(own("https://tea.example.com.evil.example", "tea.example.com"));
  EXPECT_FALSE(own("https://evil.example/tea.example.com", "tea.example.com"));
  EXPECT_FALSE(own("https://", ""));
  EXPECT_FALSE(own("https://tea.example.com", {}));
  EXPECT_FALSE(own("null", "null"));
  EXPECT_FALSE(own("", ""));
  EXPECT_FALSE(own("file://localhost", "localhost"));
}

TEST(Csrf, ComparesAllowedOriginsAsTheyAre) {
  const auto passes = [](std::string_view origin) {
    return same_site({.method = "POST", .sec_fetch_site = "cross-site", .origin = origin, .has_cookies = true},
                     kAllowed);
  };
  EXPECT_TRUE(passes("https://app.example.com"));
  EXPECT_FALSE(passes("https://app.example.com.evil.example"));
  EXPECT_FALSE(passes("http://app.example.com"));
  EXPECT_FALSE(passes("https://app.example.com:444"));
}

}  // namespace
}  // namespace tenstone::auth
