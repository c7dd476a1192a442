#include "tenstone/web/conditions.hpp"

#include "asking.hpp"
#include "notes.hpp"

namespace tenstone::web {
namespace {
using enum http::Method;
using notes::Note;

class DocumentController final : public Controller {
 public:
  DocumentController() {
    route("GET /document", &DocumentController::read);
    route("PUT /document", &DocumentController::write);
    route("POST /document", &DocumentController::create);
    route("DELETE /document", &DocumentController::remove);
    route("GET /tagged", &DocumentController::tagged);
  }
  int writes = 0;

 private:
  static constexpr std::int64_t kVersion = 7;

  Task<Versioned<Note>> read() { co_return Versioned<Note>{{1, {}, {}}, kVersion}; }
  Task<Result<Versioned<Note>>> write(IfMatch known) {
    if (!known.covers(kVersion)) co_return kPreconditionFailed;
    ++writes;
    co_return Versioned<Note>{{1, {}, {}}, kVersion + 1};
  }
  Task<Versioned<Created<Note>>> create() { co_return Versioned<Created<Note>>{{{1, {}, {}}, "/document"}, 1}; }
  Task<Result<void>> remove(std::optional<IfMatch> known) {
    if (known && !known->covers(kVersion)) co_return kPreconditionFailed;
    co_return Result<void>();
  }
  Task<http::Response> tagged() {
    http::Response response = http::text("some");
    response.header("ETag", R"(W/"a,b")");
    co_return response;
  }
};

class Conditions : public Asking {
 protected:
  Conditions() { mount(app_, controller_); }
  int status(http::Method method, const std::string& header, const std::string& value,
             std::string target = "/document") {
    return ask(method, std::move(target), {}, {{header, value}}).status;
  }
  DocumentController controller_;
};

TEST_F(Conditions, AnAnswerHasTheTagOfItsVersion) {
  EXPECT_EQ(ask(Get, "/document").header("ETag"), R"("7")");
  EXPECT_EQ(ask(Put, "/document", {}, {{"If-Match", "*"}}).header("ETag"), R"("8")");
  const auto made = ask(Post, "/document");
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.header("ETag"), R"("1")");
  EXPECT_EQ(made.header("Location"), "/document");
}

TEST_F(Conditions, AChangeNeedsTheVersionThatItChanges) {
  for (const char* good : {"*", R"("7")", R"("6", "7")", R"(,"a,b" , ,"7")", R"("7",)"})
    EXPECT_EQ(status(Put, "If-Match", good), 200) << good;
  EXPECT_EQ(controller_.writes, 5);
  for (const char* other : {R"("6")", R"(W/"7")", R"("7a")", R"("")", R"("+7")", R"("99999999999999999999")"}) {
    const auto answer = ask(Put, "/document", {}, {{"If-Match", other}});
    EXPECT_EQ(answer.status, 412) << other;
    EXPECT_TRUE(answer.body.contains(R"("code":"version_conflict")")) << answer.body;
  }
  const auto none = ask(Put, "/document");
  EXPECT_EQ(none.status, 428);
  EXPECT_TRUE(none.body.contains(R"("code":"precondition_required")")) << none.body;
  EXPECT_EQ(controller_.writes, 5);
}

TEST_F(Conditions, ATagStandsInQuotes) {
  for (const char* bad : {"7", R"("7)", R"(7")", R"("7" "8")", "W/7", R"(w/"7")", ",", R"(*,"7")"}) {
    const auto answer = ask(Put, "/document", {}, {{"If-Match", bad}});
    EXPECT_EQ(answer.status, 422) << bad;
    EXPECT_TRUE(answer.body.contains(R"("in":"header","pointer":"/If-Match","code":"entity_tag")")) << answer.body;
  }
}

TEST_F(Conditions, MayBeOptional) {
  EXPECT_EQ(ask(Delete, "/document").status, 204);
  EXPECT_EQ(status(Delete, "If-Match", R"("7")"), 204);
  EXPECT_EQ(status(Delete, "If-Match", R"("8")"), 412);
}

TEST_F(Conditions, WhatTheClientHasIsNotSentAgain) {
  for (const char* known : {"*", R"("7")", R"(W/"7")", R"("1", "7")"}) {
    const auto answer = ask(Get, "/document", {}, {{"If-None-Match", known}});
    EXPECT_EQ(answer.status, 304) << known;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.header("ETag"), R"("7")");
  }
  EXPECT_EQ(status(Head, "If-None-Match", R"("7")"), 304);
  for (const char* known : {R"("8")", "7", R"("7" "8")", ""})
    EXPECT_EQ(status(Get, "If-None-Match", known), 200) << known;
  EXPECT_EQ(status(Get, "If-None-Match", R"("a,b")", "/tagged"), 304);
  EXPECT_EQ(status(Get, "If-None-Match", R"("a","b")", "/tagged"), 200);
  EXPECT_EQ(status(Post, "If-None-Match", R"("1")"), 201);
}

}  // namespace
}  // namespace tenstone::web
