#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "asking.hpp"
#include "notes.hpp"

namespace tenstone::web {
namespace {
using enum http::Method;
using notes::kNoteNotFound, notes::Note;

const std::string kNote =
    R"({"id":1,"content":{"title":"","body":null,"priority":3,"tags":[]},"author":")" + to_string(Uuid()) + R"("})";

class ResultsController final : public Controller {
 public:
  ResultsController() {
    route("POST /nothing", &ResultsController::nothing);
    route("POST /perhaps/{good}", &ResultsController::perhaps);
    route("PUT /either/{new}", &ResultsController::either);
    route("POST /sign-in", &ResultsController::sign_in);
    route("POST /limited/{good}", &ResultsController::limited);
    route("POST /anonymous", &ResultsController::anonymous);
    route("GET /whoami", &ResultsController::whoami);
    route("GET /visits", &ResultsController::visits);
    route("GET /all", &ResultsController::all);
    route("GET /broken", &ResultsController::broken);
  }

 private:
  Task<> nothing() { co_return; }
  Task<Result<void>> perhaps(Path<"good", bool> good) {
    if (!*good) co_return kNoteNotFound;
    co_return Result<void>();
  }
  Task<Result<std::variant<Created<Note>, Note>>> either(Path<"new", bool> is_new) {
    if (*is_new) co_return Created<Note>{{1, {}, {}}, "/notes/1"};
    co_return Note{1, {}, {}};
  }
  Task<Result<WithHeaders<NoContent>>> sign_in() {
    co_return WithHeaders(NoContent()).cookie("a=1; Path=/").cookie("b=2").header("Cache-Control", "no-store");
  }
  Task<WithHeaders<Result<Note>>> limited(Path<"good", bool> good) {
    WithHeaders<Result<Note>> answer(kNoteNotFound);
    if (*good) answer.value = Note{1, {}, {}};
    answer.header("X-Left", "1").header("X-Left", "0");
    co_return answer;
  }
  Task<Accepted<Note>> anonymous() { co_return Accepted<Note>{{1, {}, {}}}; }
  Task<std::vector<std::string>> whoami(Cookie<"__Host-sid", std::string> session) { co_return std::vector{*session}; }
  Task<std::vector<int>> visits(Cookie<"visits", std::optional<int>> count) {
    co_return std::vector{count->value_or(-1)};
  }
  Task<std::map<std::string, int>> all() { co_return std::map<std::string, int>{{"one", 1}}; }
  Task<WithHeaders<NoContent>> broken() { co_return WithHeaders(NoContent()).header("X-A", "a\r\nX-B: b"); }
};

class Results : public Asking {
 protected:
  Results() { mount(app_, controller_); }
  void expect(int status, std::string_view body, http::Method method, std::string target, Headers fields = {}) {
    const std::string shown = target;
    const http::Response answer = ask(method, std::move(target), {}, std::move(fields));
    EXPECT_EQ(answer.status, status) << shown;
    EXPECT_TRUE(answer.body.contains(body)) << shown << " answered " << answer.body;
  }
  ResultsController controller_;
};

TEST_F(Results, NothingIs204) {
  EXPECT_EQ(ask(Post, "/nothing").status, 204);
  EXPECT_EQ(ask(Post, "/nothing").header_lines(), "");
  EXPECT_EQ(ask(Post, "/perhaps/true").status, 204);
  expect(404, "note_not_found", Post, "/perhaps/false");
}

TEST_F(Results, OneOfSeveralHasItsOwnStatus) {
  const auto made = ask(Put, "/either/true"), changed = ask(Put, "/either/false");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.header("Location"), "/notes/1");
  EXPECT_EQ(made.body, kNote);
  EXPECT_EQ(changed.status, 200);
  EXPECT_EQ(changed.header("Location"), std::nullopt);
  EXPECT_EQ(changed.body, kNote);
}

TEST_F(Results, HaveHeadersAndCookiesOfTheirOwn) {
  const auto answer = ask(Post, "/sign-in");
  EXPECT_EQ(answer.status, 204);
  EXPECT_EQ(answer.header_lines(), "Set-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nCache-Control: no-store\r\n");
  for (const char* target : {"/limited/true", "/limited/false"}) {
    const auto limited = ask(Post, target);
    EXPECT_EQ(limited.header("X-Left"), "0") << target;
    EXPECT_EQ(limited.header_lines().find("X-Left"), limited.header_lines().rfind("X-Left"));
  }
  EXPECT_EQ(ask(Post, "/limited/true").body, kNote);
  EXPECT_EQ(ask(Post, "/limited/false").status, 404);
  EXPECT_THROW(ask(Get, "/broken"), std::invalid_argument);
}

TEST_F(Results, AnAcceptedOneMayHaveNoLocation) {
  const auto answer = ask(Post, "/anonymous");
  EXPECT_EQ(answer.status, 202);
  EXPECT_EQ(answer.header("Location"), std::nullopt);
}

TEST_F(Results, AListOrAMapIsADocument) { expect(200, R"({"one":1})", Get, "/all"); }

using Cookies = Results;

TEST_F(Cookies, AreReadByName) {
  for (const char* sent :
       {"__Host-sid=abc", "a=1; __Host-sid=abc; b=2", "a=1;__Host-sid=abc ", "__Host-sid2=x; __Host-sid=abc"})
    expect(200, R"(["abc"])", Get, "/whoami", {{"Cookie", sent}});
  expect(200, R"(["abc"])", Get, "/whoami", {{"Cookie", "a=1"}, {"cookie", "__Host-sid=abc"}});
  expect(200, R"(["a=\"b\" c"])", Get, "/whoami", {{"Cookie", R"(__Host-sid=a="b" c)"}});
  expect(200, R"([""])", Get, "/whoami", {{"Cookie", "__Host-sid="}});
  expect(200, "[7]", Get, "/visits", {{"Cookie", "visits=7"}});
  expect(200, "[-1]", Get, "/visits");
}

TEST_F(Cookies, AreNotTakenWhenTwoHaveOneName) {
  for (const Headers& sent : {Headers{},
                              {{"Cookie", ""}},
                              {{"Cookie", "__host-sid=abc"}},
                              {{"Cookie", "__Host-sid"}},
                              {{"Cookie", "__Host-sid=abc; __Host-sid=def"}},
                              {{"Cookie", "__Host-sid=abc"}, {"Cookie", "__Host-sid=abc"}}})
    expect(422, R"("in":"cookie","pointer":"/__Host-sid","code":"required")", Get, "/whoami", sent);
  expect(200, "[-1]", Get, "/visits", {{"Cookie", "visits=1; visits=2"}});
  expect(422, R"("in":"cookie","pointer":"/visits","code":"type")", Get, "/visits", {{"Cookie", "visits=many"}});
}

RC_GTEST_PROP(Cookie, IsFoundWhateverStandsBesideIt, (const std::string& noise)) {
  const http::Request alone(Get, "/", {{"Cookie", noise}}), among(Get, "/", {{"Cookie", ";;sid=1;;" + noise}});
  static_cast<void>(cookie(alone, "sid"));
  RC_PRE(!noise.contains("sid"));
  RC_ASSERT(cookie(among, "sid") == std::string_view("1"));
}

}  // namespace
}  // namespace tenstone::web
