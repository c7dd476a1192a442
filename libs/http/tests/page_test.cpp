#include "tenstone/http/page.hpp"

#include <gtest/gtest.h>

#include "memory_transport.hpp"
#include "raw_requests.hpp"

namespace tenstone::http {
namespace {

constexpr std::string_view kHtml =
    "<!doctype html><title>Tea</title><style>b{}</style><script type=\"module\">alert(1)</script>"
    "<script src=\"/more.js\"></script><b>Tea</b>\n";

class PageTest : public ::testing::Test {
 protected:
  PageTest() { app_.get("/", page(kHtml)); }
  std::string ask(const std::string& fields = "") { return converse(app_, {get("/", fields)}); }
  static std::string value(const std::string& output, const std::string& name) {
    const auto at = output.find("\r\n" + name + ": ");
    if (at == output.npos) return "";
    const auto begin = at + name.size() + 4;
    return output.substr(begin, output.find("\r\n", begin) - begin);
  }
  App app_;
};

TEST_F(PageTest, IsHtmlThatIsAskedForEachTime) {
  const std::string output = ask();
  EXPECT_TRUE(output.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(output.ends_with("\r\n\r\n" + std::string(kHtml)));
  EXPECT_EQ(value(output, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(value(output, "Cache-Control"), "no-cache");
  EXPECT_EQ(value(output, "X-Content-Type-Options"), "nosniff");
}

TEST_F(PageTest, IsSentAgainOnlyWhenItHasChanged) {
  const std::string tag = value(ask(), "ETag");
  ASSERT_EQ(tag.size(), 45U);
  for (const std::string& known : {tag, "W/" + tag, "\"other\", " + tag, std::string("*")}) {
    const std::string output = ask("If-None-Match: " + known + "\r\n");
    EXPECT_TRUE(output.starts_with("HTTP/1.1 304 Not Modified\r\n")) << output;
    EXPECT_TRUE(output.ends_with("\r\n\r\n")) << output;
    EXPECT_EQ(value(output, "ETag"), tag);
  }
  EXPECT_TRUE(ask("If-None-Match: \"other\"\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_F(PageTest, AnotherContentHasAnotherTag) {
  App other;
  other.get("/", page("<b>Coffee</b>"));
  EXPECT_NE(value(converse(other, {get("/")}), "ETag"), value(ask(), "ETag"));
}

// printf 'alert(1)' | openssl dgst -sha256 -binary | base64
TEST_F(PageTest, RunsItsOwnScriptsAndNoOthers) {
  const std::string policy = value(ask(), "Content-Security-Policy");
  EXPECT_TRUE(policy.contains("script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=';")) << policy;
  EXPECT_TRUE(policy.contains("default-src 'self';")) << policy;
  EXPECT_TRUE(policy.ends_with("frame-ancestors 'none'")) << policy;
}

TEST_F(PageTest, AScriptThatIsNeverClosedIsNone) {
  App other;
  other.get("/", page("<script>alert(1)"));
  EXPECT_TRUE(value(converse(other, {get("/")}), "Content-Security-Policy").contains("script-src 'self';"));
}

}  // namespace
}  // namespace tenstone::http
