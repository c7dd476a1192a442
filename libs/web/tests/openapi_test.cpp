#include "tenstone/web/openapi.hpp"

#include "notes_fixture.hpp"
#include "tenstone/testing/json.hpp"

namespace notes {
namespace {
using enum http::Method;
using tenstone::testing::canonical_json, tenstone::testing::json_at;

const web::ApiInfo kInfo{.title = "Notes", .version = "1.2.3"};

class OpenApi : public Notes {
 protected:
  std::string at(std::string_view pointer) { return json_at(web::openapi(app_, kInfo), pointer); }
  void expect_at(std::string_view pointer, std::string_view expected) {
    const std::string text =
        expected.starts_with('{') || expected.starts_with('[') ? canonical_json(expected) : std::string(expected);
    EXPECT_EQ(at(pointer), text) << pointer;
  }
  // The codes that an operation lists for a status: "a b ".
  std::string codes(const std::string& operation, int status) {
    const std::string list = at("/paths/" + operation + "/responses/" + std::to_string(status) +
                                "/content/application~1problem+json/schema/allOf/1/properties/code/enum");
    std::string all;
    for (const char c : list)
      if (c == ',')
        all += ' ';
      else if (c != '"' && c != '[' && c != ']')
        all += c;
    return all;
  }
};

TEST_F(OpenApi, SaysWhatTheApiIs) {
  expect_at("/openapi", R"("3.1.0")");
  expect_at(
      "/info",
      R"({"title": "Notes", "version": "1.2.3", "description": "The API of Notes.", "contact": {"name": "Notes"}})");
  expect_at("/servers", R"([{"url": "/"}])");
  expect_at("/tags", R"([{"name": "Notes"}])");
}

TEST_F(OpenApi, AnOperationHasItsParametersFromTheHandlersTypes) {
  expect_at("/paths/~1notes/get/parameters", R"([
    {"in": "query", "name": "limit", "required": false,
     "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 100, "default": 20}},
    {"in": "query", "name": "archived", "required": false, "schema": {"type": "boolean"}},
    {"in": "query", "name": "tag", "required": false, "schema": {"type": "array", "items": {"type": "string"}, "default": []}}])");
  expect_at("/paths/~1notes~1{id}/get/parameters",
            R"([{"in": "path", "name": "id", "required": true, "schema": {"type": "integer", "format": "int64"}}])");
  expect_at("/paths/~1key/get/parameters", R"([
    {"in": "header", "name": "X-Key", "required": true, "schema": {"type": "string", "format": "uuid"}},
    {"in": "header", "name": "X-Note", "required": false, "schema": {"type": "string"}}])");
  expect_at("/paths/~1raw~1{anything}/get/parameters",
            R"([{"in": "path", "name": "anything", "required": true, "schema": {"type": "string"}}])");
}

TEST_F(OpenApi, ABodyIsReadAndAnAnswerIsWritten) {
  expect_at(
      "/paths/~1notes/post/requestBody",
      R"({"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CreateNoteInput"}}}})");
  expect_at("/paths/~1notes/post/responses/201", R"({"description": "Created",
    "headers": {"Location": {"description": "The path of what was made", "required": true, "schema": {"type": "string"}}},
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Note"}}}})");
  expect_at("/components/schemas/CreateNoteInput/required", R"(["title"])");
  expect_at("/components/schemas/CreateNote/required", R"(["title", "body", "priority", "tags"])");
  expect_at("/paths/~1notes/get/responses/200/content/application~1json/schema/$ref",
            R"("#/components/schemas/PageOfNote")");
  expect_at("/paths/~1notes~1{id}/delete/responses/204", R"({"description": "No Content"})");
  expect_at("/paths/~1notes~1{id}~1exports/post/responses/202/headers/Location/required", "false");
  expect_at("/paths/~1raw~1{anything}/get/responses/2XX", R"({"description": "The handler decides"})");
}

TEST_F(OpenApi, EachStatusHasItsCodes) {
  EXPECT_EQ(codes("~1notes~1{id}/get", 404), "note_not_found");
  EXPECT_EQ(codes("~1notes~1{id}/get", 422), "validation_failed");
  EXPECT_EQ(codes("~1notes~1{id}/get", 401), "");
  EXPECT_EQ(codes("~1notes/post", 400),
            "body_missing invalid_json not_an_object_or_array incomplete_body malformed_request");
  EXPECT_EQ(codes("~1notes/post", 413), "body_too_large");
  EXPECT_EQ(codes("~1notes/post", 415), "unsupported_media_type");
  EXPECT_EQ(codes("~1notes/post", 401), "unauthenticated forged_test_user");
  EXPECT_EQ(codes("~1notes~1{id}/delete", 403), "insufficient_scope");
  EXPECT_EQ(codes("~1mine/delete", 403), "session_required");
  EXPECT_EQ(codes("~1raw~1{anything}/get", 422), "");
  expect_at("/paths/~1notes/get/responses/503/$ref", R"("#/components/responses/Unavailable")");
  EXPECT_NE(at("/components/responses/Unavailable").find("test_users_away"), std::string::npos);
  expect_at("/components/responses/Internal/content/application~1problem+json/schema/allOf/0/$ref",
            R"("#/components/schemas/Problem")");
}

TEST_F(OpenApi, GuardsSayWhatACallerNeeds) {
  expect_at("/paths/~1notes/get/security", "[]");
  expect_at("/paths/~1notes/post/security", R"([{"testUser": []}, {"testToken": []}])");
  expect_at("/paths/~1mine/delete/security", R"([{"testUser": []}])");
  expect_at("/components/securitySchemes", R"({"testUser": {"type": "apiKey", "in": "cookie", "name": "test"},
    "testToken": {"type": "http", "scheme": "bearer"}})");
  expect_at("/paths/~1mine/delete/description", R"("Needs a session.")");
  expect_at("/paths/~1notes~1{id}/delete/description", R"("Needs the scope `notes:write`.")");
  expect_at("/paths/~1notes/post/description",
            R"("Create a note. Needs credentials. The body is at most 65536 bytes.")");
}

TEST_F(OpenApi, IdsComeFromMethodAndPath) {
  expect_at("/paths/~1notes/post/operationId", R"("postNotes")");
  expect_at("/paths/~1notes~1{id}~1exports/post/operationId", R"("postNotesByIdExports")");
  expect_at("/paths/~1notes/post/summary", R"("Create a note")");
}

TEST(OpenApiDocument, HasNoRoutesThatNoControllerDeclared) {
  http::App app;
  app.get("/bare", [](http::Request&) -> Task<http::Response> { co_return http::text("hi"); });
  EXPECT_EQ(json_at(web::openapi(app, kInfo), "/paths"), "{}");
}

class Two final : public web::Controller {
 public:
  Two() {
    route("GET /a", &Two::nothing).operation_id("same");
    route("GET /b", &Two::nothing).operation_id("same");
  }
  Task<web::NoContent> nothing() { co_return web::NoContent{}; }
};
TEST(OpenApiDocument, ThrowsWhenTwoOperationsHaveOneId) {
  http::App app;
  Two two;
  mount(app, two);
  EXPECT_THROW(web::openapi(app, kInfo), std::logic_error);
}

inline const ErrorCode kRefusedByMiddleware{ErrorKind::Forbidden, "test_refused_by_middleware", "Not from there"};

class Operators final : public web::Controller {
 public:
  Operators() {
    route("GET /state", &Operators::nothing).guard(web::bearer(Secret<std::string>("secret")));
    route("DELETE /state", &Operators::nothing).guard(web::bearer(Secret<std::string>("secret")));
  }
  Task<web::NoContent> nothing() { co_return web::NoContent{}; }
};
TEST(OpenApiDocument, HasTheCodesOfMiddlewareAndTheSchemeOfAGuard) {
  http::App app;
  app.use({.name = "same_site",
           .run = [](http::Request& request, http::Next next) { return next(request); },
           .answers_to_unsafe = {&kRefusedByMiddleware}});
  Operators operators;
  mount(app, operators);
  const std::string document = web::openapi(app, kInfo);
  EXPECT_EQ(json_at(document, "/paths/~1state/get/responses/403"), "");
  EXPECT_NE(json_at(document, "/paths/~1state/delete/responses/403").find("test_refused_by_middleware"),
            std::string::npos);
  EXPECT_EQ(json_at(document, "/paths/~1state/get/security"), R"([{"operatorToken":[]}])");
  EXPECT_EQ(json_at(document, "/components/securitySchemes/operatorToken/scheme"), R"("bearer")");
}

struct ListThings : web::Paging {
  std::optional<bool> open;
};
constexpr auto schema(validation::For<ListThings>) {
  return web::paged<ListThings>(validation::field("open", &ListThings::open));
}
struct Thing {
  std::string name;
};
constexpr auto schema(validation::For<Thing>) {
  return validation::object<Thing>(validation::field("name", &Thing::name));
}
struct ChangeThing {
  validation::Patch<std::string> name, note;
};
constexpr auto schema(validation::For<ChangeThing>) {
  return validation::object<ChangeThing>(validation::field("name", &ChangeThing::name).not_null().length(1, 9),
                                         validation::field("note", &ChangeThing::note));
}

class Things final : public web::Controller {
 public:
  Things() {
    route("GET /things", &Things::list);
    route("GET /things/{id}", &Things::find);
    route("PATCH /things/{id}", &Things::change);
    route("PUT /things/{id}", &Things::put);
    route("DELETE /things/{id}", &Things::remove);
  }
  Task<Result<web::Page<Thing>>> list(web::Query<ListThings>) { co_return web::Page<Thing>{}; }
  Task<web::Versioned<Thing>> find(web::Path<"id", std::string>, web::Cookie<"taste", std::optional<std::string>>) {
    co_return web::Versioned<Thing>{{"a"}, 1};
  }
  Task<Result<web::WithHeaders<web::Versioned<Thing>>>> change(web::Path<"id", std::string>, web::IfMatch,
                                                               web::Body<ChangeThing>) {
    co_return web::kPreconditionFailed;
  }
  Task<std::variant<web::Created<Thing>, Thing>> put(web::Path<"id", std::string>, std::optional<web::IfMatch>) {
    co_return Thing{"a"};
  }
  Task<Result<void>> remove(web::Path<"id", std::string>) { co_return Result<void>(); }
};

class OpenApiOfThings : public ::testing::Test {
 protected:
  OpenApiOfThings() {
    mount(app_, things_);
    document_ = web::openapi(app_, kInfo);
  }
  std::string at(std::string_view pointer) { return json_at(document_, pointer); }
  Things things_;
  http::App app_;
  std::string document_;
};

TEST_F(OpenApiOfThings, APageHasItsCursorAndItsLink) {
  EXPECT_EQ(at("/paths/~1things/get/parameters/1"),
            canonical_json(R"({"in": "query", "name": "limit", "required": false, "schema": {"type": "integer",
              "format": "int32", "minimum": 1, "default": 50, "description": "Values above 1000 count as 1000"}})"));
  EXPECT_NE(at("/paths/~1things/get/responses/400").find("invalid_cursor"), std::string::npos);
  EXPECT_EQ(at("/paths/~1things/get/responses/200/headers/Link/required"), "false");
}
TEST_F(OpenApiOfThings, AVersionIsAnETagAndAnUnchangedOneHasNoBody) {
  EXPECT_EQ(at("/paths/~1things~1{id}/get/responses/200/headers/ETag/required"), "true");
  EXPECT_EQ(at("/paths/~1things~1{id}/get/responses/304"), R"({"description":"Not Modified"})");
  EXPECT_EQ(at("/paths/~1things~1{id}/patch/responses/304"), "");
  EXPECT_EQ(at("/paths/~1things~1{id}/get/parameters/1"),
            R"({"in":"cookie","name":"taste","required":false,"schema":{"type":"string"}})");
}
TEST_F(OpenApiOfThings, AChangeWantsTheVersionAndReadsAMergePatch) {
  EXPECT_EQ(at("/paths/~1things~1{id}/patch/parameters/1/required"), "true");
  EXPECT_NE(at("/paths/~1things~1{id}/patch/responses/428").find("precondition_required"), std::string::npos);
  EXPECT_NE(at("/paths/~1things~1{id}/patch/responses/412").find("version_conflict"), std::string::npos);
  EXPECT_EQ(at("/paths/~1things~1{id}/put/responses/428"), "");
  EXPECT_EQ(at("/paths/~1things~1{id}/patch/requestBody/content/application~1merge-patch+json/schema/$ref"),
            R"("#/components/schemas/ChangeThing")");
  EXPECT_EQ(at("/components/schemas/ChangeThing"),
            canonical_json(R"({"type": "object", "additionalProperties": false, "properties": {
              "name": {"type": "string", "minLength": 1, "maxLength": 9}, "note": {"type": ["string", "null"]}}})"));
}
TEST_F(OpenApiOfThings, AVariantHasTheAnswersOfEach) {
  EXPECT_NE(at("/paths/~1things~1{id}/put/responses/201"), "");
  EXPECT_NE(at("/paths/~1things~1{id}/put/responses/200"), "");
  EXPECT_EQ(at("/paths/~1things~1{id}/delete/responses/204"), R"({"description":"No Content"})");
}
TEST_F(OpenApiOfThings, AnAnswerInJsonCanBeRefusedByAccept) {
  EXPECT_NE(at("/paths/~1things/get/responses/406").find("not_acceptable"), std::string::npos);
  EXPECT_EQ(at("/paths/~1things~1{id}/delete/responses/406"), "");
}

class ServedOpenApi : public Notes {
 protected:
  ServedOpenApi() { web::serve_openapi(app_, kInfo); }
};
TEST_F(ServedOpenApi, IsAskedForAgainOnlyWhenItChanged) {
  const auto first = ask(Get, "/openapi.json");
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(first.header("Content-Type"), "application/json");
  EXPECT_EQ(json_at(first.body, "/info/title"), R"("Notes")");
  const auto again = ask(Get, "/openapi.json", {}, {{"If-None-Match", std::string(*first.header("ETag"))}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
}
TEST_F(ServedOpenApi, HasAPage) {
  const auto page = ask(Get, "/docs");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
}

}  // namespace
}  // namespace notes
