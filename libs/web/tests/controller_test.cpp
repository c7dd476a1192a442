#include "tenstone/web/controller.hpp"

#include <array>

#include "notes_fixture.hpp"

namespace notes {
namespace {
using enum http::Method;

TEST_F(Notes, ABodyBecomesACheckedStructAndAnAnswer) {
  expect(201, R"({"id":1,"content":{"title":"Stones","body":null,"priority":3,"tags":["a"]},"author":"0190)", Post,
         "/notes", R"({"title":" Stones ","tags":["a"]})");
  expect(200, R"({"id":1,"content":{"title":"Stones")", Get, "/notes/1");
  EXPECT_EQ(ask(Post, "/notes", R"({"title":"Two"})", {{"X-User", "mia"}, {"Content-Type", "application/json"}})
                .header("Location"),
            "/notes/2");
}

TEST_F(Notes, EachKindOfResultHasItsStatus) {
  expect(200, R"({"data":[],"next_cursor":null})", Get, "/notes?limit=1&tag=a&archived=0&tag=b");
  expect(404, R"("code":"note_not_found")", Get, "/notes/77");
  const auto deleted = ask(Delete, "/notes/1", {}, {{"X-User", "mia"}});
  EXPECT_EQ(deleted.status, 204);
  EXPECT_EQ(deleted.body, "");
  const auto accepted = ask(Post, "/notes/5/exports", {}, {{"X-User", "mia"}});
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(accepted.header("Location"), "/jobs/7");
  expect(203, "a/b c", Get, "/raw/a%2Fb%20c");
}

TEST_F(Notes, PathQueryAndHeadersAreCheckedWhereTheyStand) {
  expect(422, R"("in":"query","pointer":"/limit","code":"range")", Get, "/notes?limit=0");
  expect(422, R"("in":"query","pointer":"/limit","code":"duplicate_key")", Get, "/notes?limit=1&limit=2");
  expect(422, R"("in":"query","pointer":"/limi","code":"unknown_key")", Get, "/notes?limi=1");
  expect(422, R"("in":"path","pointer":"/id","code":"type")", Get, "/notes/x");
  expect(422, R"("in":"header","pointer":"/X-Key","code":"required")", Get, "/key");
  const std::string key = "01900000-0000-7000-8000-000000000002";
  EXPECT_EQ(ask(Get, "/key", {}, {{"x-key", key}}).body, key + " no note");
  EXPECT_EQ(ask(Get, "/key", {}, {{"x-key", key}, {"X-Note", "hi"}}).body, key + " hi");
}

TEST_F(Notes, AllIssuesOfARequestAreOneAnswer) {
  expect(
      422,
      R"("errors":[{"in":"path","pointer":"/id","code":"type","message":"must be of type integer","params":{"type":"integer"}},{"in":"query","pointer":"/limit","code":"range")",
      Put, "/notes/x?limit=0", R"({"title":"","colour":"red"})");
  expect(422, R"({"in":"body","pointer":"/title","code":"length")", Put, "/notes/x?limit=0", R"({"title":""})");
  expect(422, "in 4 places", Put, "/notes/x?limit=0", R"({"title":"","colour":"red"})");
}

TEST_F(Notes, ListsNoMoreThan32IssuesOfAllPartsTogether) {
  std::string tags;
  for (int i = 0; i < 40; ++i) tags += i == 0 ? "\"\"" : ",\"\"";
  const auto answer =
      ask(Put, "/notes/x?limit=0", R"({"title":"a","tags":[)" + tags + "]}", {{"Content-Type", "application/json"}});
  EXPECT_EQ(answer.status, 422);
  std::size_t listed = 0;
  for (auto at = answer.body.find("\"pointer\""); at != std::string::npos; at = answer.body.find("\"pointer\"", at + 1))
    ++listed;
  EXPECT_EQ(listed, 32U) << answer.body;
  EXPECT_NE(answer.body.find("in 42 places; the first 32"), std::string::npos) << answer.body;
}

TEST_F(Notes, ABodyThatBreaksItsRulesIs422) {
  for (const auto& [pointer, code, body] : std::initializer_list<std::array<std::string, 3>>{
           {"/title", "required", "{}"},
           {"", "type", "[]"},
           {"/title", "duplicate_key", R"({"title":"a","title":"b"})"},
           {"/ti~1tle", "unknown_key", R"({"title":"a","ti/tle":[{}]})"},
           {"/priority", "number_range", R"({"title":"a","priority":99999999999999999999})"},
           {"/priority", "type", R"({"title":"a","priority":1.5})"},
           {"/priority", "type", R"({"title":"a","priority":"1"})"},
           {"/tags/1", "length", R"({"tags":["a",""],"title":"b"})"},
           {"/body", "body_repeats_title", R"({"title":"a","body":"a"})"}})
    expect(422, R"("in":"body","pointer":")" + pointer + R"(","code":")" + code + '"', Post, "/notes", body);
}

TEST_F(Notes, AnUnreadableBodyIs400WhateverElseIsWrong) {
  for (const char* text :
       {"3", "{", R"({"title":"a"}})", R"({"title":"a"} 1)", R"({"title":NaN})", R"({"title":"a","x":[01]})",
        R"({"title":"a","x":{"y":}})", "{\"title\":\"\xff\"}", R"({"title":"\ud800"})"}) {
    expect(400, "", Post, "/notes", text);
    expect(400, "", Put, "/notes/x?limit=0", text);
  }
  expect(422, "limit_depth", Post, "/notes", R"({"x":)" + std::string(40, '[') + std::string(40, ']') + "}");
}

TEST_F(Notes, ABodyIsJsonAndSaysSo) {
  const std::string body = R"({"title":"a"})";
  for (const char* type : {"application/json", "Application/JSON ; charset=utf-8", "application/merge-patch+json"})
    EXPECT_EQ(ask(Put, "/notes/1", body, {{"Content-Type", type}}).status, 200) << type;
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonp", "+json", ""}) {
    const auto answer = ask(Put, "/notes/1", body, {{"Content-Type", type}});
    EXPECT_EQ(answer.status, 415) << type;
    EXPECT_NE(answer.body.find("unsupported_media_type"), std::string::npos);
  }
  expect(400, R"("code":"body_missing")", Put, "/notes/1");
  EXPECT_EQ(ask(Put, "/notes/1").status, 400);
}

TEST_F(Notes, TheAppAnswersWhatNoRouteTakes) {
  expect(404, "no_route", Get, "/nowhere");
  const auto answer = ask(Patch, "/notes/1");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
}

TEST_F(Notes, RoutesCanBeListed) {
  const auto routes = app_.routes();
  ASSERT_EQ(routes.size(), controller_.endpoints().size());
  const http::RouteInfo& create = routes[2];
  EXPECT_EQ(create.method, Post);
  EXPECT_EQ(create.path, "/notes");
  EXPECT_EQ(create.options.summary, "Create a note");
  EXPECT_EQ(create.options.body_limit, 64U * 1024);
  EXPECT_EQ(create.options.guards, std::vector<std::string>{"signed_in"});  // its Principal
  EXPECT_EQ(routes[4].options.guards, std::vector<std::string>{"requires_scope notes:write"});
}

}  // namespace
}  // namespace notes
