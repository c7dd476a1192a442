#include "schemas_fixture.hpp"

namespace tenstone::schemas {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;
using ::testing::HasSubstr;

class SchemasApi : public SchemasTest {
 protected:
  static constexpr auto kPerson = R"({"properties":{"age":{"minimum":1}}})";
};

TEST_F(SchemasApi, AVersionIsMadeOnce) {
  const Answer made = post("/v1/schemas/person/versions", kPerson);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(made.location, "/v1/schemas/person/versions/1");
  EXPECT_EQ(made.at("/name"), "\"person\"");
  EXPECT_EQ(made.at("/version"), "1");
  const Answer again = post("/v1/schemas/person/versions", kPerson);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, made.body);
  EXPECT_EQ(post("/v1/schemas/person/versions", "true").location, "/v1/schemas/person/versions/2");
}

TEST_F(SchemasApi, AVersionIsReadAsItWasSent) {
  const std::string text = std::string(kPerson) + "\n";
  post("/v1/schemas/person/versions", text);
  const Answer read = get("/v1/schemas/person/versions/1");
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body, text);
  EXPECT_EQ(read.etag, "\"1\"");
  EXPECT_EQ(get("/v1/schemas/person/versions/latest").body, text);
  EXPECT_EQ(ask(http::Method::Get, "/v1/schemas/person/versions/latest", "", {{"If-None-Match", "\"1\""}}).status, 304);
  EXPECT_EQ(get("/v1/schemas/person/versions/2").code(), "\"schema_version_not_found\"");
  EXPECT_EQ(get("/v1/schemas/nobody/versions/1").code(), "\"schema_not_found\"");
  EXPECT_EQ(get("/v1/schemas/person/versions/0").at("/errors/0/code"), "\"schema_version\"");
  EXPECT_EQ(get("/v1/schemas/person/versions/99999999999").at("/errors/0/code"), "\"schema_version\"");
}

TEST_F(SchemasApi, ASchemaThatIsWrongIsRefusedWithEachFaultAtItsPlace) {
  const Answer refused = post("/v1/schemas/person/versions", "{\n \"type\": \"text\",\n \"maximum\": []\n}");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.code(), "\"json_schema_invalid\"");
  EXPECT_EQ(refused.at("/errors/0/in"), "\"schema\"");
  EXPECT_EQ(refused.at("/errors/0/pointer"), "\"/type\"");
  EXPECT_EQ(refused.at("/errors/0/line"), "2");
  EXPECT_EQ(refused.at("/errors/0/column"), "10");
  EXPECT_EQ(refused.at("/errors/1/pointer"), "\"/maximum\"");
  EXPECT_EQ(refused.at("/errors/1/line"), "3");
  EXPECT_EQ(refused.at("/errors/2"), "");
  EXPECT_EQ(post("/v1/schemas/person/versions", "").at("/errors/0/code"), "\"invalid_json\"");
  EXPECT_EQ(get("/v1/schemas/person").code(), "\"schema_not_found\"");
}

TEST_F(SchemasApi, NamesHaveAForm) {
  for (const std::string name : {"Person", "1person", "per.son", "-x"}) {
    const Answer refused = post("/v1/schemas/" + name + "/versions", "true");
    EXPECT_EQ(refused.status, 422) << name;
    EXPECT_EQ(refused.at("/errors/0/code"), "\"schema_name\"") << name;
  }
  EXPECT_EQ(post("/v1/schemas/" + std::string(64, 'a') + "/versions", "true").status, 201);
  EXPECT_EQ(post("/v1/schemas/" + std::string(65, 'a') + "/versions", "true").status, 422);
}

TEST_F(SchemasApi, SchemasAreListedByNamePageByPage) {
  for (const std::string name : {"c", "a", "b", "a-b", "a_b"}) add(name, "true");
  add("a", "{}");
  add("x", "true", kOther);
  std::string seen, cursor, target = "/v1/schemas?limit=2";
  for (int page = 0; page < 4; ++page) {
    const Answer answer = get(target);
    for (int i = 0; i < 2; ++i)
      seen += answer.at("/data/" + std::to_string(i) + "/name") + answer.at("/data/" + std::to_string(i) + "/version");
    cursor = answer.at("/next_cursor");
    if (cursor == "null") break;
    target = "/v1/schemas?limit=2&cursor=" + cursor.substr(1, cursor.size() - 2);
  }
  EXPECT_EQ(seen, R"("a"2"a-b"1"a_b"1"b"1"c"1)");
  EXPECT_EQ(get("/v1/schemas?cursor=x").code(), "\"invalid_cursor\"");
}

TEST_F(SchemasApi, ASchemaListsAHundredVersionsNewestFirst) {
  add("order", "true");
  sql("insert into schema_versions select org_id, name, n, document, created_by, created_at from schema_versions, "
      "generate_series(2, 120) n; update schemas set version = 120");
  const Answer read = get("/v1/schemas/order");
  EXPECT_EQ(read.at("/version"), "120");
  EXPECT_EQ(read.at("/versions/0/version"), "120");
  EXPECT_EQ(read.at("/versions/99/version"), "21");
  EXPECT_EQ(read.at("/versions/100"), "");
}

TEST_F(SchemasApi, DataIsHeldToAVersion) {
  add("person", kPerson);
  add("person", "true");
  const Answer fits = post("/v1/schemas/person/validate", R"({"age":0})");
  EXPECT_EQ(fits.status, 200);
  EXPECT_EQ(fits.at("/valid"), "true");
  EXPECT_EQ(fits.at("/schema"), R"({"name":"person","version":2})");
  const Answer breaks = post("/v1/schemas/person/validate?version=1", "{\n\"age\":0}");
  EXPECT_EQ(breaks.status, 200);
  EXPECT_EQ(breaks.at("/valid"), "false");
  EXPECT_EQ(breaks.at("/count"), "1");
  EXPECT_EQ(breaks.at("/errors/0"),
            R"({"code":"range","column":7,"in":"data","keyword":"/properties/age/minimum","line":2,)"
            R"("message":"must be at least 1","params":{"minimum":1},"pointer":"/age"})");
  EXPECT_EQ(post("/v1/schemas/person/validate", "{").at("/errors/0/code"), "\"invalid_json\"");
  EXPECT_EQ(post("/v1/schemas/person/validate?version=3", "1").code(), "\"schema_version_not_found\"");
  EXPECT_EQ(post("/v1/schemas/person/validate?version=x", "1").at("/errors/0/in"), "\"query\"");
}

TEST_F(SchemasApi, TextsAreTriedOutAndNothingIsStored) {
  const auto body = [](const std::string& schema, const std::string& data) {
    std::string out = "{\"schema\":";
    validation::write_string(out, schema);
    out += ",\"data\":";
    validation::write_string(out, data);
    return out + "}";
  };
  const Headers json{{"Content-Type", "application/json"}};
  const auto try_out = [&](const std::string& schema, const std::string& data) {
    return ask(http::Method::Post, "/v1/validate", body(schema, data), json);
  };
  add("street", R"({"minLength":3})");
  EXPECT_EQ(try_out(kPerson, R"({"age":1})").at("/valid"), "true");
  EXPECT_EQ(try_out(kPerson, R"({"age":1})").at("/schema"), "null");
  EXPECT_EQ(try_out(R"({"$ref":"schema:street/1"})", "\"El\"").at("/errors/0/code"), "\"length\"");
  EXPECT_EQ(try_out("{", "1").at("/errors/0/in"), "\"schema\"");
  const std::string large(100'000, ' ');
  EXPECT_EQ(try_out("true" + large, "1" + large).at("/valid"), "true");
  EXPECT_EQ(try_out("true", std::string(kMaxTextBytes + 1, ' ')).status, 422);
  EXPECT_EQ(sql("select count(*) from schemas"), "1");
}

TEST_F(SchemasApi, WhoMayNotIsRefusedAndOthersSeeNothing) {
  add("person", kPerson);
  const auto may = [&](http::Method method, const std::string& target, const std::string& what,
                       const std::string& org) {
    http::Request request(method, target, {{"X-May", what}, {"X-Org", org}}, "true");
    const auto handled = [](http::App* app, http::Request* of) -> Task<int> {
      const http::Response response = co_await app->handle(*of);
      co_return response.status;
    };
    return run(handled(&app_, &request));
  };
  EXPECT_EQ(may(http::Method::Post, "/v1/schemas/person/versions", "read", ""), 403);
  EXPECT_EQ(may(http::Method::Post, "/v1/schemas/person/versions", "write", ""), 201);
  EXPECT_EQ(may(http::Method::Get, "/v1/schemas", "write", ""), 403);
  EXPECT_EQ(may(http::Method::Post, "/v1/schemas/person/validate", "read", ""), 200);
  EXPECT_EQ(may(http::Method::Post, "/v1/schemas/person/checks", "read", ""), 403);
  EXPECT_EQ(may(http::Method::Get, "/v1/schemas/person", "read", "other"), 404);
  EXPECT_EQ(may(http::Method::Get, "/v1/schemas/person/versions/1", "read", "other"), 404);
  EXPECT_EQ(may(http::Method::Post, "/v1/schemas/person/validate", "read", "other"), 404);
}

}  // namespace
}  // namespace tenstone::schemas
