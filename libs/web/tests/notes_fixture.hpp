#pragma once
#include "asking.hpp"
#include "notes.hpp"

namespace notes {

// X-User: mia | reader | token (of Mia's, for everything) | forged | unlucky.
class StandIn final : public web::Authenticator {
 public:
  inline static const ErrorCode kForged{ErrorKind::Unauthenticated, "forged_test_user", "We do not know this user"};
  inline static const ErrorCode kAway{ErrorKind::Unavailable, "test_users_away", "Try again shortly"};

  Task<Result<std::optional<web::Principal>>> authenticate(http::Request& request) override {
    const std::string_view name = request.header("X-User");
    co_await runtime::sleep_for(std::chrono::milliseconds(1));
    if (name == "forged") co_return kForged;
    if (name == "unlucky") co_return kAway;
    if (name.empty()) co_return std::optional<web::Principal>();
    web::Principal user{.org = {}, .user = *parse_uuid("01900000-0000-7000-8000-000000000001")};
    user.scopes = {name == "reader" ? "notes:read" : "*"};
    if (name == "token") user.how = web::Principal::How::Token;
    co_return user;
  }
  std::vector<web::SecurityScheme> schemes() const override {
    return {{.name = "testUser", .cookie = "test"}, {.name = "testToken"}};
  }
  std::vector<const ErrorCode*> answers() const override { return {&kForged}; }
};

class Notes : public web::Asking {
 protected:
  Notes() {
    app_.use(web::authenticate(users_));
    mount(app_, controller_);
  }
  // By Mia, as JSON.
  void expect(int status, std::string_view part, http::Method method, std::string target, std::string body = {}) {
    const std::string shown = target + " " + body;
    const http::Response answer =
        ask(method, std::move(target), std::move(body), {{"X-User", "mia"}, {"Content-Type", "application/json"}});
    EXPECT_EQ(answer.status, status) << shown << " answered " << answer.body;
    EXPECT_NE(answer.body.find(part), std::string::npos) << shown << " answered " << answer.body;
  }

  std::vector<Note> store_;
  NotesController controller_{store_};
  StandIn users_;
};

}  // namespace notes
