#include "tenstone/flags/keys_controller.hpp"

#include "api_fixture.hpp"

namespace tenstone::flags {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class KeysControllerTest : public ApiTest {};

TEST_F(KeysControllerTest, SwitchesAllFlagsOff) {
  ASSERT_EQ(put("/v1/flags/a", R"({"type":"boolean","variants":{"on":true},"default":"on"})").status, 201);
  const Answer before = get("/v1/kill-switch");
  EXPECT_EQ(before.body, R"({"killed":false})");
  EXPECT_EQ(put("/v1/kill-switch", R"({"killed":true})").status, 428);
  EXPECT_EQ(put("/v1/kill-switch", R"({"killed":true})", R"("999")").status, 412);
  const Answer killed = put("/v1/kill-switch", R"({"killed":true,"reason":"it burns"})", before.etag);
  EXPECT_EQ(killed.status, 200) << killed.body;
  EXPECT_EQ(killed.body, R"({"killed":true})");
  EXPECT_EQ(get("/v1/kill-switch").etag, killed.etag);
  EXPECT_NE(killed.etag, before.etag);
  EXPECT_EQ(post("/v1/flags/a/explain", R"({"context":{}})").at("/decided_by"), R"("kill_switch")");
}

TEST_F(KeysControllerTest, AKeysTextIsShownOnce) {
  const Answer made = post("/v1/flag-keys", R"({"name":" web ","kind":"client"})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.cache_control, "no-store");
  EXPECT_EQ(made.at("/name") + made.at("/kind"), R"("web""client")");
  std::string text = made.at("/key"), id = made.at("/id"), prefix = made.at("/prefix");
  text = text.substr(1, text.size() - 2), id = id.substr(1, id.size() - 2);
  EXPECT_THAT(text, ::testing::StartsWith("fk_" + prefix.substr(1, prefix.size() - 2)));
  EXPECT_EQ(made.location, "/v1/flag-keys/" + id);
  EXPECT_EQ(run(store_.read()).key(text), KeyKind::Client);
  const Answer server = post("/v1/flag-keys", R"({"name":"api","kind":"server"})");
  const Answer all = get("/v1/flag-keys");
  EXPECT_EQ(all.at("/data/0/id") + all.at("/data/1/id"), server.at("/id") + made.at("/id"));
  EXPECT_THAT(all.body, Not(HasSubstr("\"key\"")));
  EXPECT_THAT(all.body, Not(HasSubstr(text)));

  EXPECT_EQ(ask(http::Method::Delete, made.location).status, 204);
  EXPECT_EQ(ask(http::Method::Delete, made.location).code(), R"("flag_key_not_found")");
  EXPECT_EQ(run(store_.read()).key(text), std::nullopt);
  EXPECT_EQ(post("/v1/flag-keys", R"({"name":"","kind":"other"})").status, 422);
}

}  // namespace
}  // namespace tenstone::flags
