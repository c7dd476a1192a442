#include "tenstone/web/guard.hpp"

#include <stdexcept>

#include "notes_fixture.hpp"

namespace notes {
namespace {
using enum http::Method;

TEST_F(Notes, WhoIsNotSignedInIsAskedToBe) {
  for (const auto& [method, target] : std::initializer_list<std::pair<http::Method, const char*>>{
           {Post, "/notes"}, {Delete, "/notes/1"}, {Post, "/notes/x/exports"}}) {
    const auto answer = ask(method, target, "{");  // neither body nor path is looked at
    EXPECT_EQ(answer.status, 401) << target;
    EXPECT_NE(answer.body.find(R"("code":"unauthenticated")"), std::string::npos) << answer.body;
  }
  EXPECT_EQ(ask(Get, "/notes").status, 200);
}

TEST_F(Notes, BadCredentialsAreNamedByTheGuardsAndStopNothingElse) {
  const auto answer = ask(Delete, "/notes/1", {}, {{"X-User", "forged"}});
  EXPECT_EQ(answer.status, 401);
  EXPECT_NE(answer.body.find("forged_test_user"), std::string::npos) << answer.body;
  EXPECT_EQ(ask(Get, "/notes", {}, {{"X-User", "forged"}}).status, 200);
}

TEST_F(Notes, AnyOtherErrorOfTheAuthenticatorIsTheAnswer) {
  EXPECT_EQ(ask(Get, "/notes", {}, {{"X-User", "unlucky"}}).status, 503);
}

TEST_F(Notes, AScopeIsNamedWhenItIsMissing) {
  const auto answer = ask(Delete, "/notes/1", {}, {{"X-User", "reader"}});
  EXPECT_EQ(answer.status, 403);
  EXPECT_NE(answer.body.find("insufficient_scope"), std::string::npos);
  EXPECT_NE(answer.body.find("notes:write"), std::string::npos) << answer.body;
  EXPECT_EQ(ask(Delete, "/notes/1", {}, {{"X-User", "mia"}}).status, 204);
}

TEST(Principal, MayDoWhatItsScopesSay) {
  web::Principal user;
  EXPECT_FALSE(user.may("flags:write"));
  user.scopes = {"flags:read", "flags:write"};
  EXPECT_TRUE(user.may("flags:write"));
  EXPECT_FALSE(user.may("flags:writ"));
  EXPECT_FALSE(user.may("*"));
  user.scopes = {"*"};
  EXPECT_TRUE(user.may("flags:write"));
}

TEST(Principal, HoldsAScopeOfTheInstallationByNameOnly) {
  web::Principal user;
  user.scopes = {"*", "installation:*", "installation:"};
  EXPECT_FALSE(user.may("installation:actions"));
  EXPECT_TRUE(user.may("installations:read"));
  user.scopes = {"installation:actions"};
  EXPECT_TRUE(user.may("installation:actions"));
  EXPECT_FALSE(user.may("installation:flags"));
  EXPECT_FALSE(user.may("actions:run"));
}

TEST_F(Notes, WhatIsAPersonsOwnWantsASession) {
  const auto refused = [&](const char* user) {
    const auto answer = ask(Delete, "/mine", {}, {{"X-User", user}});
    return std::to_string(answer.status) + (answer.body.contains("session_required") ? " session_required" : "");
  };
  EXPECT_EQ(refused("mia"), "204");
  EXPECT_EQ(refused("token"), "403 session_required");
  EXPECT_EQ(refused(""), "401");
  EXPECT_EQ(refused("forged"), "401");
}

class Vault final : public web::Controller {
 public:
  Vault() { route("GET /vault", &Vault::open).guard(web::bearer(Secret<std::string>("sesame"))); }
  Task<web::NoContent> open() { co_return web::NoContent{}; }
};

TEST(Bearer, LetsThroughWhoeverShowsTheSecret) {
  runtime::Loops loops(1);
  loops.start();
  Vault vault;
  http::App app;
  web::mount(app, vault);
  const auto ask = [&](web::Headers fields) {
    http::Request request(Get, "/vault", std::move(fields));
    return tenstone::testing::await(loops[0], app.handle(request));
  };
  for (const char* right : {"Bearer sesame", "bearer sesame", "BEARER   sesame"})
    EXPECT_EQ(ask({{"Authorization", right}}).status, 204) << right;
  for (const char* wrong :
       {"", "Bearer", "Bearer ", "Bearer sesam", "Bearer sesame2", "Bearer sesamE", "Basic sesame", "sesame"}) {
    const http::Response refused = ask({{"Authorization", wrong}});
    EXPECT_EQ(refused.status, 401) << wrong;
    EXPECT_NE(refused.body.find(R"("code":"operators_only")"), std::string::npos) << refused.body;
    EXPECT_EQ(refused.body.find("sesame"), std::string::npos) << refused.body;
  }
  EXPECT_EQ(ask({}).status, 401);
  loops.stop();
  for (const char* unusable : {"", "two words", "tab\t", "ümlaut", "=="})
    EXPECT_THROW(web::bearer(Secret<std::string>(unusable)), std::invalid_argument) << unusable;
}

// What stands around a handler notes its turn.
class Onion final : public web::Controller {
 public:
  explicit Onion(std::string& trace) : trace_(trace) {
    route("POST /onion/{n}", &Onion::handle)
        .intercept(around("i1"))
        .guard(passes("g1"))
        .intercept(around("i2"))
        .guard({"g2", [this](http::Request& request) { return check(request); }});
  }
  Task<web::NoContent> handle(web::Path<"n", int>, web::Body<CreateNote>) {
    trace_ += "handler ";
    co_return web::NoContent{};
  }

 private:
  web::Guard passes(const char* name) {
    return {name, [this, name](http::Request&) -> Task<Result<void>> {
              trace_ += std::string(name) + " ";
              co_return Result<void>();
            }};
  }
  http::NamedMiddleware around(const char* name) {
    return {name, [this, name](http::Request& request, http::Next next) -> Task<http::Response> {
              trace_ += std::string(name) + "( ";
              http::Response response = co_await next(request);
              trace_ += ")";
              if (request.header("X-Twice") == name) response = co_await next(request);
              co_return response;
            }};
  }
  Task<Result<void>> check(http::Request& request) {
    trace_ += "g2 ";
    if (request.header("X-Closed").empty()) co_return Result<void>();
    co_return kNoteNotFound;
  }
  std::string& trace_;
};

class Order : public ::testing::Test {
 protected:
  Order() {
    mount(app_, onion_);
    loops_.start();
  }
  int ask(std::string target, std::string body, web::Headers fields = {}) {
    fields.push_back({"Content-Type", "application/json"});
    http::Request request(Post, std::move(target), std::move(fields), std::move(body));
    trace_.clear();
    return tenstone::testing::await(loops_[0], app_.handle(request)).status;
  }
  std::string trace_;
  Onion onion_{trace_};
  http::App app_;
  runtime::Loops loops_{1};
};

TEST_F(Order, GuardsThenInterceptorsThenTheHandler) {
  EXPECT_EQ(ask("/onion/1", R"({"title":"a"})"), 204);
  EXPECT_EQ(trace_, "g1 g2 i1( i2( handler ))");
}

TEST_F(Order, AClosedGuardEndsItBeforeTheInterceptors) {
  EXPECT_EQ(ask("/onion/1", R"({"title":"a"})", {{"X-Closed", "yes"}}), 404);
  EXPECT_EQ(trace_, "g1 g2 ");
}

TEST_F(Order, WhatIsInvalidIsRefusedInsideTheInterceptors) {
  EXPECT_EQ(ask("/onion/x", R"({"title":"a"})"), 422);
  EXPECT_EQ(trace_, "g1 g2 i1( i2( ))");
}

TEST_F(Order, AnInterceptorGoesOnOnce) {
  EXPECT_THROW(ask("/onion/1", R"({"title":"a"})", {{"X-Twice", "i2"}}), std::logic_error);
}

}  // namespace
}  // namespace notes
