// What forged tokens and cookies cost when many come from one address.
#include "sessions_fixture.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::auth {
namespace {

class ForgedCredentials : public SessionsFixture {
 protected:
  std::string answer(std::string_view client, std::string header, std::string value) {
    http::Request request(http::Method::Get, "/", {{std::move(header), std::move(value)}});
    request.set_client(http::IpAddress::parse(client).value());
    const auto found = run(authentication_.authenticate(request));
    if (!found) return found.error().code;
    return *found ? "known" : "nobody";
  }
  std::string by_token(std::string_view client, const std::string& token) {
    return answer(client, "Authorization", "Bearer " + token);
  }
  std::string by_cookie(std::string_view client, const std::string& token) {
    return answer(client, "Cookie", "__Host-sid=" + token);
  }
  static std::string forged_cookie() { return to_base64url(random_string(32)); }

  web::FailedLookups failures_;
  Authentication authentication_{tokens_, sessions_, failures_, clock_};
};

TEST_F(ForgedCredentials, AreLookedUpUntilTheBudgetOfTheirAddressIsUsedUp) {
  const Account mia = sign_up();
  const std::string good = run(tokens_.create({mia.org, mia.user, "CI", {"*"}, {}}, Actor()))->text.reveal();
  const std::string later = run(tokens_.create({mia.org, mia.user, "CI", {"*"}, {}}, Actor()))->text.reveal();
  EXPECT_EQ(by_token("192.0.2.1", good), "known");
  int refused = 0;
  for (int i = 0; i < 100; ++i) {
    const std::string code =
        i % 2 == 0 ? by_token("192.0.2.1", make_token_text().reveal()) : by_cookie("192.0.2.1", forged_cookie());
    if (code == "too_many_bad_credentials") ++refused;
  }
  EXPECT_EQ(refused, 80);
  EXPECT_EQ(by_token("192.0.2.1", good), "known") << "it held lately";
  EXPECT_EQ(by_token("192.0.2.1", later), "too_many_bad_credentials");
  EXPECT_EQ(by_token("192.0.2.2", later), "known") << "another address";
  advance(std::chrono::seconds(1));
  EXPECT_EQ(by_token("192.0.2.1", later), "known");
}

TEST_F(ForgedCredentials, MalformedOnesCostNothing) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(by_token("192.0.2.1", "nobody"), "invalid_token");
    EXPECT_EQ(by_cookie("192.0.2.1", "nobody"), "session_expired");
  }
  EXPECT_EQ(failures_.addresses(), 0U);
}

}  // namespace
}  // namespace tenstone::auth
