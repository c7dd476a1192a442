// As whom a request acts, for every combination of what it shows.
#include "tenstone/auth/authentication.hpp"

#include "sessions_fixture.hpp"
#include "tenstone/http/request.hpp"

namespace tenstone::auth {
namespace {

class AuthenticationTest : public SessionsFixture {
 protected:
  AuthenticationTest() {
    token_ = run(tokens_.create({mia_.org, mia_.user, "CI", {"jobs:read"}, {}}, Actor()))->text.reveal();
    dead_token_ = run(tokens_.create({mia_.org, mia_.user, "CI", {"*"}, {}}, Actor()))->text.reveal();
    const Uuid id = run(tokens_.list(mia_.user)).at(0).id;  // the newest
    EXPECT_TRUE(run(tokens_.revoke(mia_.org, id, Actor())));
    cookie_ = "__Host-sid=" + login(mia_).token.reveal();
    const NewSession ended = login(mia_);
    EXPECT_TRUE(run(sessions_.revoke(mia_.user, ended.session.id, Actor())));
    dead_cookie_ = "__Host-sid=" + ended.token.reveal();
  }
  std::string acts(const std::string& authorization, const std::string& cookie) {
    std::vector<std::pair<std::string, std::string>> fields;
    if (!authorization.empty()) fields.emplace_back("Authorization", authorization);
    if (!cookie.empty()) fields.emplace_back("Cookie", cookie);
    http::Request request(http::Method::Get, "/", std::move(fields));
    const auto found = run(authentication_.authenticate(request));
    if (!found) return found.error().code;
    if (!*found) return "nobody";
    EXPECT_EQ((*found)->user, mia_.user);
    const bool token = (*found)->how == web::Principal::How::Token;
    EXPECT_EQ((*found)->scopes, std::vector<std::string>{token ? "jobs:read" : "*"});
    return token ? "token" : "session";
  }

  const Account mia_ = sign_up();
  std::string token_, dead_token_, cookie_, dead_cookie_;
  web::FailedLookups failures_;
  Authentication authentication_{tokens_, sessions_, failures_, clock_};
};

TEST_F(AuthenticationTest, FollowsItsTable) {
  const std::string none;
  // Beside a cookie: no cookie, one that holds, one that does not.
  struct Row {
    std::string authorization, alone, beside_session, beside_dead;
  };
  for (const Row& row : {
           Row{none, "nobody", "session", "session_expired"}, Row{"Bearer " + token_, "token", "token", "token"},
           Row{"bearer  " + token_, "token", "token", "token"},
           Row{"Bearer " + dead_token_, "invalid_token", "invalid_token", "invalid_token"},
           Row{"Bearer", "invalid_token", "invalid_token", "invalid_token"},
           Row{"Bearer \"" + token_ + "\"", "invalid_token", "invalid_token", "invalid_token"},
           Row{"Basic bWlhOnNlY3JldA==", "nobody", "session", "session_expired"},  // of a proxy in front
       }) {
    EXPECT_EQ(acts(row.authorization, none), row.alone) << row.authorization;
    EXPECT_EQ(acts(row.authorization, cookie_), row.beside_session) << row.authorization;
    EXPECT_EQ(acts(row.authorization, dead_cookie_), row.beside_dead) << row.authorization;
  }
}

}  // namespace
}  // namespace tenstone::auth
