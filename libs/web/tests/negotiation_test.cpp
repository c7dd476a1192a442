// What a client takes (Accept) and sends (Content-Type).
#include "asking.hpp"
#include "notes.hpp"

namespace tenstone::web {
namespace {
using enum http::Method;

struct ChangeNote {
  validation::Patch<std::string> title, body;
};
constexpr auto schema(validation::For<ChangeNote>) {
  return validation::object<ChangeNote>(validation::field("title", &ChangeNote::title).not_null(),
                                        validation::field("body", &ChangeNote::body));
}

class TalkController final : public Controller {
 public:
  TalkController() {
    route("GET /note", &TalkController::read);
    route("POST /note", &TalkController::write);
    route("PUT /note", &TalkController::write);
    route("PATCH /note", &TalkController::change);
    route("DELETE /note", &TalkController::remove);
    route("GET /page", &TalkController::page);
  }
  int writes = 0;

 private:
  Task<Result<notes::Note>> read() { co_return notes::Note{1, {}, {}}; }
  Task<WithHeaders<notes::CreateNote>> write(Body<notes::CreateNote> note) {
    ++writes;
    co_return WithHeaders(std::move(*note));
  }
  Task<ChangeNote> change(Body<ChangeNote> change) { co_return std::move(*change); }
  Task<> remove() { co_return; }
  Task<http::Response> page() { co_return http::text("<p>"); }
};

class Talk : public Asking {
 protected:
  Talk() { mount(app_, controller_); }
  TalkController controller_;
};

TEST_F(Talk, AnswersWhereJsonIsTaken) {
  for (const char* accept :
       {"", "*/*", "application/*", "application/json", "Application/JSON;charset=utf-8", "text/html, */*;q=0.1",
        "application/json;q=0.001", "text/html,application/json", "application/*;q=0, application/json",
        "*/*;q=0, application/*", "application/problem+json, application/json",
        "application/json;q=0, application/json", "application/json;profile=\"a,b\"", "*/*;q=nonsense"})
    EXPECT_EQ(ask(Get, "/note", {}, {{"Accept", accept}}).status, 200) << accept;
  EXPECT_EQ(ask(Get, "/note", {}, {{"Accept", "text/html"}, {"accept", "application/json"}}).status, 200);
}

TEST_F(Talk, RefusesWhereJsonIsNotTaken) {
  for (const char* accept :
       {"text/html", "application/problem+json", "application/json;q=0", "application/json ; Q=0.000, */*",
        "application/*;q=0, */*", "*/*;q=0", "application/vnd.api+json", "text/*", "json"}) {
    const auto answer = ask(Get, "/note", {}, {{"Accept", accept}});
    EXPECT_EQ(answer.status, 406) << accept;
    EXPECT_TRUE(answer.body.contains(R"("code":"not_acceptable")")) << answer.body;
  }
}

TEST_F(Talk, RefusesBeforeTheHandlerRuns) {
  EXPECT_EQ(
      ask(Post, "/note", R"({"title":"a"})", {{"Content-Type", "application/json"}, {"Accept", "text/html"}}).status,
      406);
  EXPECT_EQ(controller_.writes, 0);
}

TEST_F(Talk, AcceptDoesNotMatterWhereNoJsonIsSent) {
  EXPECT_EQ(ask(Delete, "/note", {}, {{"Accept", "text/html"}}).status, 204);
  EXPECT_EQ(ask(Get, "/page", {}, {{"Accept", "text/html"}}).status, 200);
}

TEST_F(Talk, ARefusedBodyNamesWhatIsRead) {
  const std::string body = R"({"title":"a"})";
  const Headers text = {{"Content-Type", "text/plain"}};
  const auto posted = ask(Post, "/note", body, text), put = ask(Put, "/note", body, text),
             patched = ask(Patch, "/note", body, text);
  EXPECT_EQ(posted.status, 415);
  EXPECT_EQ(posted.header("Accept-Post"), "application/json");
  EXPECT_EQ(put.status, 415);
  EXPECT_EQ(put.header("Accept"), "application/json");
  EXPECT_EQ(patched.status, 415);
  EXPECT_EQ(patched.header("Accept-Patch"), "application/merge-patch+json, application/json");
  EXPECT_TRUE(patched.body.contains("application/merge-patch+json")) << patched.body;
  EXPECT_EQ(ask(Post, "/note", "{", kAsJson).header("Accept-Post"), std::nullopt);
}

TEST_F(Talk, APatchIsAMergePatch) {
  const std::string change = R"({"body":null})";
  for (const char* type : {"application/merge-patch+json", "application/json; charset=utf-8"})
    EXPECT_EQ(ask(Patch, "/note", change, {{"Content-Type", type}}).body, change) << type;
  for (const char* type : {"application/json-patch+json", "application/vnd.note+json"})
    EXPECT_EQ(ask(Patch, "/note", change, {{"Content-Type", type}}).status, 415) << type;
  EXPECT_EQ(ask(Patch, "/note", R"({"title":null})", kAsJson).status, 422);
}

}  // namespace
}  // namespace tenstone::web
