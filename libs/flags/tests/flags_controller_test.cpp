#include "tenstone/flags/flags_controller.hpp"

#include "api_fixture.hpp"
#include "tenstone/web/openapi.hpp"

namespace tenstone::flags {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCheckout =
    R"({"type":"string","variants":{"new":"v2","old":"v1"},"off":"old",
        "rules":[{"name":"staff first","when":[{"attribute":"plan","op":"equals","values":["staff"]}],"serve":"new"}],
        "default":{"ranges":[{"variant":"new","from":0,"to":20000}],"rest":"old"}})";
const std::string kPath = "/v1/flags/checkout";

class FlagsControllerTest : public ApiTest {
 protected:
  void make(const std::string& key = "checkout", const std::string& definition = kCheckout) {
    const Answer made = put("/v1/flags/" + key, definition);
    ASSERT_EQ(made.status, 201) << made.body;
  }
};

TEST_F(FlagsControllerTest, MakesAFlagAndShowsIt) {
  const Answer made = put(kPath + "?reason=a+start", kCheckout);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.location, kPath);
  EXPECT_EQ(made.etag, R"("1")");
  EXPECT_THAT(made.body, ::testing::StartsWith(R"({"key":"checkout","type":"string",)"));
  EXPECT_EQ(made.at("/revision") + made.at("/changed_by") + made.at("/salt"), R"(1"user:mia""checkout")");
  const Answer shown = get(kPath);
  EXPECT_EQ(shown.body, made.body);
  EXPECT_EQ(shown.etag, made.etag);
  EXPECT_EQ(told_, 1);
  EXPECT_EQ(get("/v1/flags/other").code(), R"("flag_not_found")");
}

TEST_F(FlagsControllerTest, ReplacesWhatTheCallerHasSeen) {
  make();
  EXPECT_EQ(put(kPath, kCheckout).status, 428);
  EXPECT_EQ(put(kPath, kCheckout, R"("2")").code(), R"("version_conflict")");
  std::string other = kCheckout;
  other.replace(other.find("\"v2\""), 4, "\"v3\"");
  const Answer replaced = put(kPath, other, R"("1")");
  EXPECT_EQ(replaced.status, 200) << replaced.body;
  EXPECT_EQ(replaced.etag, R"("2")");
  EXPECT_EQ(replaced.at("/variants/new"), "\"v3\"");
}

TEST_F(FlagsControllerTest, NamesEachFaultByItsPlace) {
  const Answer types = put(kPath, R"({"type":"text","variants":{"a":"x"},"rules":[{"when":[],"serve":"a"}]})");
  EXPECT_EQ(types.status, 422);
  EXPECT_THAT(types.body, HasSubstr(R"("/type")"));
  EXPECT_THAT(types.body, HasSubstr(R"("/rules/0/when")"));
  const Answer rules = put(kPath, R"({"type":"string","variants":{"a":1},"default":"b"})");
  EXPECT_THAT(rules.body, HasSubstr(R"("/variants/a","code":"variant_type_mismatch")"));
  EXPECT_THAT(rules.body, HasSubstr(R"("/default","code":"unknown_variant")"));
  const Answer segment =
      put(kPath, R"({"type":"boolean","variants":{"on":true},"rules":[{"when":[{"segment":"no"}],"serve":"on"}]})");
  EXPECT_EQ(segment.status, 422);
  EXPECT_THAT(segment.body, HasSubstr(R"("/rules/0/when/0/segment","code":"unknown_segment")"));
  EXPECT_EQ(put(kPath, R"({"key":"other","type":"boolean","variants":{"on":true}})").at("/errors/0/pointer"),
            R"("/key")");
  EXPECT_EQ(put(kPath, R"({"key":"checkout","type":"boolean","variants":{"on":true}})").status, 201);
  EXPECT_EQ(put("/v1/flags/a%20b", R"({"type":"boolean","variants":{"on":true}})").status, 422);
}

TEST_F(FlagsControllerTest, TakesLongDefinitions) {
  const auto put_flag = std::ranges::find_if(flags_.endpoints(), [](const auto& endpoint) {
    return endpoint->method() == http::Method::Put && endpoint->path() == "/v1/flags/{key}";
  });
  ASSERT_NE(put_flag, flags_.endpoints().end());
  EXPECT_EQ((*put_flag)->options().body_limit, 4U << 20);
}

TEST_F(FlagsControllerTest, ListsByKeyPageByPage) {
  for (const char* key : {"c", "a", "B"}) make(key);
  const Answer first = get("/v1/flags?limit=2");
  EXPECT_EQ(first.at("/data/0/key") + first.at("/data/1/key"), R"("B""a")");
  std::string cursor = first.at("/next_cursor");
  cursor = cursor.substr(1, cursor.size() - 2);
  const Answer rest = get("/v1/flags?limit=2&cursor=" + cursor);
  EXPECT_EQ(rest.at("/data/0/key") + rest.at("/next_cursor"), R"("c"null)");
}

TEST_F(FlagsControllerTest, KillsAndEnables) {
  make();
  EXPECT_EQ(post(kPath + "/kill", R"({"killed":true})").status, 428);
  const Answer killed = post_known(kPath + "/kill", R"("1")", R"({"killed":true,"reason":"it burns"})");
  EXPECT_EQ(killed.status, 200) << killed.body;
  EXPECT_EQ(killed.at("/killed") + killed.etag, "true\"2\"");
  EXPECT_EQ(post_known(kPath + "/enable", R"("1")", R"({"enabled":false})").status, 412);
  EXPECT_EQ(post_known(kPath + "/enable", "*", R"({"enabled":false})").at("/enabled"), "false");
}

TEST_F(FlagsControllerTest, SharesSayWhoMoves) {
  make();
  const Answer dry = post_known(kPath + "/shares", R"("1")", R"({"shares":{"new":20.5},"dry_run":true})");
  EXPECT_EQ(dry.status, 200) << dry.body;
  EXPECT_EQ(dry.at("/moves"), R"([{"from":20000,"from_variant":"old","to":20500,"to_variant":"new"}])");
  EXPECT_EQ(dry.at("/flag/default/ranges/0/to") + dry.etag, "20500\"1\"");
  EXPECT_EQ(get(kPath).etag, R"("1")");
  const Answer made = post_known(kPath + "/shares", R"("1")", R"({"shares":{"new":20.5}})");
  EXPECT_EQ(made.at("/moves"), dry.at("/moves"));
  EXPECT_EQ(made.at("/flag/default"), dry.at("/flag/default"));
  EXPECT_EQ(made.etag, R"("2")");
  EXPECT_EQ(made.at("/flag/revision"), "2");
  const Answer rule = post_known(kPath + "/shares", "*", R"({"shares":{"old":0.001},"rule":0})");
  EXPECT_EQ(rule.at("/moves"), R"([{"from":0,"from_variant":"new","to":1,"to_variant":"old"}])");
}

TEST_F(FlagsControllerTest, RefusesSharesThatCannotBe) {
  make();
  const auto code = [&](const std::string& body) { return post_known(kPath + "/shares", "*", body).code(); };
  for (const bool dry : {true, false}) {
    const std::string end = dry ? R"(,"dry_run":true})" : "}";
    EXPECT_EQ(code(R"({"shares":{"new":0.0001})" + end), R"("weights_invalid")");
    EXPECT_EQ(code(R"({"shares":{"new":101})" + end), R"("weights_invalid")");
    EXPECT_EQ(code(R"({"shares":{"new":-1})" + end), R"("weights_invalid")");
    EXPECT_EQ(code(R"({"shares":{"old":1})" + end), R"("weights_invalid")");
    EXPECT_EQ(code(R"({"shares":{"red":1})" + end), R"("variant_not_found")");
    EXPECT_EQ(code(R"({"shares":{"new":1},"rule":1)" + end), R"("rule_not_found")");
    EXPECT_EQ(post_known(kPath + "/shares", R"("7")", R"({"shares":{"new":1})" + end).status, 412);
    EXPECT_EQ(post(kPath + "/shares", R"({"shares":{"new":1})" + end).status, 428);
    EXPECT_EQ(post_known("/v1/flags/no/shares", "*", R"({"shares":{"new":1})" + end).status, 404);
  }
  EXPECT_EQ(get(kPath).etag, R"("1")");
  make("plain", R"({"type":"boolean","variants":{"on":true}})");
  EXPECT_EQ(post_known("/v1/flags/plain/shares", "*", R"({"shares":{"on":1}})").code(), R"("rule_not_found")");
}

TEST_F(FlagsControllerTest, ASaltIsKeptUnlessThatIsConfirmed) {
  make();
  std::string other = kCheckout;
  other.insert(1, R"("salt":"another",)");
  EXPECT_EQ(put(kPath, other, R"("1")").code(), R"("rebucket_needs_confirmation")");
  EXPECT_EQ(put(kPath + "?confirm_rebucket=true", other, R"("1")").status, 200);
}

TEST_F(FlagsControllerTest, TheHistoryTellsWhatWhoAndWhy) {
  ASSERT_EQ(put(kPath + "?reason=a+start", kCheckout).status, 201);
  ASSERT_EQ(post_known(kPath + "/kill", "*", R"({"killed":true,"reason":"it burns"})").status, 200);
  ASSERT_EQ(remove(kPath + "?reason=gone", R"("2")").status, 204);
  ASSERT_EQ(post_known(kPath + "/rollback", R"("3")", R"({"to":1,"reason":"back"})").status, 200);
  const Answer all = get(kPath + "/history");
  const auto row = [&](const std::string& at) {
    const std::string path = "/data/" + at;
    return all.at(path + "/revision") + all.at(path + "/change") + all.at(path + "/reason") + all.at(path + "/actor");
  };
  EXPECT_EQ(row("0"), R"(4"restored""back""user:mia")") << all.body;
  EXPECT_EQ(row("1"), R"(3"removed""gone""user:mia")");
  EXPECT_EQ(row("2"), R"(2"changed""it burns""user:mia")");
  EXPECT_EQ(row("3"), R"(1"created""a start""user:mia")");
  EXPECT_EQ(all.at("/data/2/diff"), R"([{"after":true,"before":false,"pointer":"/killed"}])");
  EXPECT_EQ(all.at("/data/3/diff/0/pointer"), R"("")");
  EXPECT_EQ(all.at("/data/3/diff/0/after/salt"), R"("checkout")");
  EXPECT_THAT(all.at("/data/3/diff/0"), Not(HasSubstr("before")));
  EXPECT_THAT(all.at("/data/1/diff/0"), Not(HasSubstr("after")));
  const Answer first = get(kPath + "/history?limit=3");
  std::string cursor = first.at("/next_cursor");
  cursor = cursor.substr(1, cursor.size() - 2);
  EXPECT_EQ(get(kPath + "/history?limit=3&cursor=" + cursor).at("/data/0/revision"), "1");
  EXPECT_EQ(get("/v1/flags/no/history").code(), R"("flag_not_found")");
}

TEST_F(FlagsControllerTest, ShowsEachRevision) {
  make();
  ASSERT_EQ(remove(kPath, "*").status, 204);
  EXPECT_EQ(get(kPath + "/revisions/1").at("/definition/variants"), R"({"new":"v2","old":"v1"})");
  EXPECT_EQ(get(kPath + "/revisions/2").at("/definition"), "null");
  EXPECT_EQ(get(kPath + "/revisions/3").code(), R"("revision_not_found")");
  EXPECT_EQ(get(kPath + "/revisions/x").status, 422);
}

TEST_F(FlagsControllerTest, GivesBackWhatWas) {
  make();
  ASSERT_EQ(post_known(kPath + "/shares", "*", R"({"shares":{"new":50}})").status, 200);
  EXPECT_EQ(post_known(kPath + "/rollback", R"("1")", R"({"to":1})").status, 412);
  const Answer back = post_known(kPath + "/rollback", R"("2")", R"({"to":1})");
  EXPECT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(back.at("/default/ranges/0/to") + back.etag, "20000\"3\"");
  EXPECT_EQ(post_known(kPath + "/rollback", "*", R"({"to":9})").code(), R"("revision_not_found")");
  EXPECT_EQ(post_known(kPath + "/rollback", "*", R"({"to":0})").status, 422);
}

TEST_F(FlagsControllerTest, ExplainsWhatDecided) {
  make();
  const auto explain = [&](const std::string& context) {
    return post(kPath + "/explain", R"({"context":)" + context + "}");
  };
  const Answer rule = explain(R"({"targetingKey":"mia","plan":"staff"})");
  EXPECT_EQ(rule.at("/value") + rule.at("/reason") + rule.at("/decided_by"), R"("v2""TARGETING_MATCH""rule")")
      << rule.body;
  EXPECT_EQ(rule.at("/rule") + rule.at("/rule_name"), R"(0"staff first")");
  EXPECT_EQ(rule.at("/rules"), R"([{"matched":true,"name":"staff first","rule":0}])");
  EXPECT_THAT(rule.body, Not(HasSubstr("\"split\"")));

  const Answer split = explain(R"({"targetingKey":"mia","plan":"free"})");
  EXPECT_EQ(split.at("/rules/0/failed"), R"({"attribute":"plan","op":"equals","values":["staff"]})");
  EXPECT_EQ(split.at("/decided_by") + split.at("/reason"), R"("default""SPLIT")");
  EXPECT_EQ(split.at("/split/by") + split.at("/split/unit") + split.at("/split/salt"),
            R"("targetingKey""mia""checkout")");
  const int point = std::stoi(split.at("/split/point"));
  EXPECT_EQ(point, point_of("checkout", "mia"));
  EXPECT_EQ(split.at("/variant"), point < 20'000 ? R"("new")" : R"("old")");
  EXPECT_EQ(split.at("/split/range"), point < 20'000 ? R"({"from":0,"to":20000,"variant":"new"})" : "");

  const Answer nobody = explain("{}");
  EXPECT_EQ(nobody.at("/reason") + nobody.at("/variant"), R"("DEFAULT""old")");
  EXPECT_EQ(nobody.at("/split"), R"({"by":"targetingKey","salt":"checkout"})");

  ASSERT_EQ(post_known(kPath + "/kill", "*", R"({"killed":true})").status, 200);
  const Answer killed = explain("{}");
  EXPECT_EQ(killed.at("/decided_by") + killed.at("/reason") + killed.at("/value"), R"("kill_switch""DISABLED""v1")");
  EXPECT_EQ(killed.at("/rules"), "[]");
  EXPECT_EQ(explain("[]").code(), R"("invalid_context")");
  EXPECT_EQ(post("/v1/flags/no/explain", R"({"context":{}})").code(), R"("flag_not_found")");
}

TEST_F(FlagsControllerTest, ExplainsThatTheCallersOwnDefaultHolds) {
  make("plain", R"({"type":"boolean","variants":{"on":true}})");
  const Answer plain = post("/v1/flags/plain/explain", R"({"context":{}})");
  EXPECT_EQ(plain.at("/reason") + plain.at("/decided_by"), R"("DEFAULT""default")") << plain.body;
  EXPECT_THAT(plain.body, Not(HasSubstr("\"value\"")));
  EXPECT_THAT(plain.body, Not(HasSubstr("\"variant\"")));
}

TEST_F(FlagsControllerTest, IsGuarded) {
  make();
  const auto as = [&](http::Method method, const std::string& target, const std::string& body = "") {
    const Headers reader{{"X-May", "nothing"}, {"If-Match", "*"}, {"Content-Type", "application/json"}};
    http::Request request(method, target, reader, body);
    const auto handled = [](http::App* app, http::Request* asked) -> Task<int> {
      co_return (co_await app->handle(*asked)).status;
    };
    return run(handled(&app_, &request));
  };
  for (const char* target :
       {"/v1/flags", "/v1/flags/checkout", "/v1/flags/checkout/history", "/v1/flags/checkout/revisions/1",
        "/v1/flag-segments", "/v1/flag-segments/x", "/v1/kill-switch", "/v1/flag-keys"})
    EXPECT_EQ(as(http::Method::Get, target), 403) << target;
  for (const char* target : {"/v1/flags/checkout/kill", "/v1/flags/checkout/enable", "/v1/flags/checkout/shares",
                             "/v1/flags/checkout/rollback", "/v1/flags/checkout/explain", "/v1/flag-keys"})
    EXPECT_EQ(as(http::Method::Post, target, "{}"), 403) << target;
  for (const char* target : {"/v1/flags/checkout", "/v1/flag-segments/x", "/v1/kill-switch"})
    EXPECT_EQ(as(http::Method::Put, target, "{}"), 403) << target;
  for (const char* target :
       {"/v1/flags/checkout", "/v1/flag-segments/x", "/v1/flag-keys/00000000-0000-0000-0000-000000000000"})
    EXPECT_EQ(as(http::Method::Delete, target), 403) << target;
}

TEST_F(FlagsControllerTest, IsDescribed) {
  const std::string document = web::openapi(app_, {.title = "flags", .version = "1"});
  const auto at = [&](const std::string& pointer) { return testing::json_at(document, pointer); };
  EXPECT_EQ(at("/paths/~1v1~1flags~1{key}/put/requestBody/content/application~1json/schema/$ref"),
            R"("#/components/schemas/Definition")");
  EXPECT_EQ(at("/components/schemas/Definition/required"), R"(["type","variants"])");
  EXPECT_EQ(at("/components/schemas/FlagJson/required"),
            R"(["key","type","variants","revision","created_at","changed_at","changed_by"])");
  EXPECT_EQ(at("/components/schemas/DifferenceJson/required"), R"(["pointer"])");
  EXPECT_THAT(at("/paths/~1v1~1flags~1{key}~1shares/post/responses/422"), HasSubstr("weights_invalid"));
}

}  // namespace
}  // namespace tenstone::flags
