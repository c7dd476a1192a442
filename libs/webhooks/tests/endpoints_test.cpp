#include "tenstone/webhooks/endpoints.hpp"

#include <gmock/gmock.h>

#include "sending_fixture.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/testing/json.hpp"
#include "tenstone/webhooks/deliveries_controller.hpp"
#include "tenstone/webhooks/endpoints_controller.hpp"

namespace tenstone::webhooks {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;
using Paths = std::vector<std::string>;

class EndpointsTest : public SendingTest {
 protected:
  std::string refusal(std::string url, EndpointRules rules = {}) {
    Endpoints endpoints(database_, ids_, secrets_, outgoing_, std::move(rules));
    NewEndpoint wanted{.url = std::move(url)};
    const auto made = run(endpoints.create(std::move(wanted), kOlaf));
    return made ? "made" : made.error().code;
  }
  std::string audited() { return sql("select string_agg(actor || ' ' || action, ', ' order by id) from audit_log"); }
};

TEST_F(EndpointsTest, AreMadeWithASecretThatIsShownOnce) {
  NewEndpoint wanted{.url = "https://Example.com/hooks?shop=7", .types = {"order.*"}, .description = "the shop"};
  const auto made = run(endpoints_.create(std::move(wanted), kOlaf));
  ASSERT_TRUE(made);
  EXPECT_EQ(made->endpoint.url, "https://example.com/hooks?shop=7");
  EXPECT_THAT(made->secret.reveal(), ::testing::MatchesRegex("whsec_[A-Za-z0-9+/]+="));
  const auto found = endpoint(made->endpoint.id);
  EXPECT_EQ(found.types, std::vector<std::string>{"order.*"});
  EXPECT_EQ(found.description, "the shop");
  EXPECT_FALSE(found.disabled || found.failing_since);
  ASSERT_EQ(found.keys.size(), 1U);
  EXPECT_EQ(found.keys[0].id, made->endpoint.keys.at(0).id);
  EXPECT_EQ(audited(), "user:olaf webhook_endpoint.created");
  EXPECT_THAT(sql("select string_agg(details::text || subject, '') from audit_log"), Not(HasSubstr("whsec")));
  EXPECT_EQ(run(endpoints_.find(kOther, made->endpoint.id)).error().code, "endpoint_not_found");
  EXPECT_EQ(run(endpoints_.list(kOrg)).size(), 1U);
  EXPECT_TRUE(run(endpoints_.list(kOther)).empty());
}

TEST_F(EndpointsTest, HaveUrlsOfPublicPlaces) {
  for (const char* url : {"http://example.com/", "https://127.0.0.1/", "https://[::1]/", "https://10.0.0.1/",
                          "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/"})
    EXPECT_THAT(refusal(url), ::testing::AnyOf("endpoint_url_forbidden", "url_invalid")) << url;
  for (const char* url : {"ftp://example.com/", "https://user:pass@example.com/", "https://0x7f.1/", "example.com", ""})
    EXPECT_EQ(refusal(url), "url_invalid") << url;
  EXPECT_EQ(refusal("https://1.1.1.1/"), "made");
  EXPECT_EQ(refusal("http://example.com/", {http::AddressRules::public_only(), true}), "made");
  const auto shop = add_endpoint("shop").endpoint.id;
  EXPECT_EQ(run(endpoints_.change(shop, {.url = std::string("http://10.0.0.1/")}, kOlaf)).error().code,
            "endpoint_url_forbidden");
  EXPECT_EQ(endpoint(shop).url, url("shop"));
}

TEST_F(EndpointsTest, AreAtMost50AnOrganisationHoweverManyAreMadeAtOnce) {
  sql("insert into webhook_endpoints (org_id, id, url, types) select '" + to_string(kOrg) +
      "', gen_random_uuid(), 'https://example.com/', '{}' from generate_series(1, 48)");
  std::vector<std::string> codes;
  const auto many = [&]() -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    for (int i = 0; i < 4; ++i) {
      group.spawn([](Endpoints* endpoints, Caller by, std::vector<std::string>* out) -> Task<> {
        NewEndpoint wanted{.url = "https://example.com/"};
        const auto made = co_await endpoints->create(std::move(wanted), std::move(by));
        out->push_back(made ? "made" : made.error().code);
      }(&endpoints_, kOlaf, &codes));
    }
    co_await group.join();
  };
  run(many());
  EXPECT_THAT(codes, ::testing::UnorderedElementsAre("made", "made", "too_many_endpoints", "too_many_endpoints"));
  EXPECT_EQ(refusal("https://example.com/"), "too_many_endpoints");
  EXPECT_EQ(sql("select count(*) from webhook_secrets"), "2");
}

TEST_F(EndpointsTest, AreChangedMemberByMember) {
  const auto shop = add_endpoint("shop", {"order.*"}).endpoint.id;
  auto changed =
      run(endpoints_.change(shop, {.types = std::vector<std::string>{}, .description = std::string("all")}, kOlaf));
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->types.empty());
  EXPECT_EQ(changed->description, "all");
  EXPECT_EQ(changed->url, url("shop"));
  EXPECT_EQ(run(endpoints_.change(shop, {.types = std::vector<std::string>{"a..b"}}, kOlaf)).error().code,
            "endpoint_types_invalid");
  changed = run(endpoints_.change(shop, {.enabled = false}, kOlaf));
  EXPECT_EQ(changed->disabled, DisabledReason::Requested);
  changed = run(endpoints_.change(shop, {.description = std::nullopt, .enabled = true}, kOlaf));
  EXPECT_FALSE(changed->disabled || changed->description);
  EXPECT_EQ(run(endpoints_.change(shop, {}, kOlaf))->id, shop);
  EXPECT_EQ(audited(),
            "user:olaf webhook_endpoint.created, user:olaf webhook_endpoint.changed, user:olaf "
            "webhook_endpoint.changed, user:olaf webhook_endpoint.changed");
  EXPECT_EQ(run(endpoints_.change(shop, {.enabled = true}, {kOther, "user:mia"})).error().code, "endpoint_not_found");
}

TEST_F(EndpointsTest, AreRotatedAndRemovedWithTheirSecrets) {
  const auto shop = add_endpoint("shop").endpoint.id;
  const auto rotated = run(endpoints_.rotate(shop, 1h, kOlaf));
  ASSERT_TRUE(rotated);
  ASSERT_EQ(rotated->endpoint.keys.size(), 2U);
  EXPECT_FALSE(rotated->endpoint.keys[0].not_after);
  EXPECT_TRUE(rotated->endpoint.keys[1].not_after);
  pass(2h);
  EXPECT_EQ(endpoint(shop).keys.size(), 1U);
  EXPECT_EQ(run(endpoints_.remove(shop, {kOther, "user:mia"})).error().code, "endpoint_not_found");
  ASSERT_TRUE(run(endpoints_.remove(shop, kOlaf)));
  EXPECT_EQ(run(endpoints_.rotate(shop, 1h, kOlaf)).error().code, "endpoint_not_found");
  EXPECT_EQ(sql("select count(*) from webhook_secrets"), "0");
  EXPECT_THAT(audited(), HasSubstr("webhook_endpoint.rotated, user:olaf webhook_endpoint.removed"));
}

// The API, without a connection.
class SendingApiTest : public EndpointsTest {
 protected:
  static web::Guard guard(std::string name, std::string header) {
    return {name, [header](http::Request& request) -> Task<Result<void>> {
              if (request.header(header).empty()) co_return web::kInsufficientScope;
              co_return Result<void>();
            }};
  }
  static Access access() {
    return {guard("read", "may-read"), guard("write", "may-write"), [](const http::Request&) { return kOlaf; }};
  }
  SendingApiTest() {
    web::mount(api_, endpoints_controller_);
    web::mount(api_, deliveries_controller_);
  }
  std::string ask(http::Method method, std::string target, std::string body = {},
                  std::vector<std::pair<std::string, std::string>> fields = {{"may-read", "1"}, {"may-write", "1"}}) {
    fields.emplace_back("Content-Type", "application/json");
    http::Request request(method, std::move(target), std::move(fields), std::move(body));
    const auto response = run(api_.handle(request));
    return std::to_string(response.status) + " " + response.body;
  }
  void fail(const Uuid& delivery) {
    sql("update work set state = 'failed' where item = '" + to_string(delivery) + "'");
  }
  std::string get(std::string target) { return ask(http::Method::Get, std::move(target)); }
  std::string post(std::string target, std::string body) {
    return ask(http::Method::Post, std::move(target), std::move(body));
  }

  EndpointsController endpoints_controller_{endpoints_, access()};
  DeliveriesController deliveries_controller_{deliveries_, outgoing_, access(),
                                              web::Cursors(Secret<std::string>(std::string(32, 'c')))};
  http::App api_;
};

TEST_F(SendingApiTest, EndpointsAreMadeShownChangedAndRemoved) {
  const std::string made = post("/v1/webhooks/endpoints", R"({"url":"https://example.com/hooks","types":["order.*"]})");
  EXPECT_THAT(made, HasSubstr("201 {\"endpoint\":{"));
  EXPECT_THAT(made, HasSubstr("\"secret\":\"whsec_"));
  const std::string id = to_string(run(endpoints_.list(kOrg)).at(0).id), path = "/v1/webhooks/endpoints/" + id;
  const std::string one = get(path);
  EXPECT_THAT(
      one, HasSubstr(R"("url":"https://example.com/hooks","types":["order.*"],"description":null,"state":"enabled")"));
  EXPECT_THAT(one, Not(HasSubstr("whsec")));
  EXPECT_EQ(get("/v1/webhooks/endpoints"), "200 {\"data\":[" + one.substr(4) + "],\"next_cursor\":null}");
  EXPECT_THAT(ask(http::Method::Patch, path, R"({"enabled":false})"),
              HasSubstr(R"("state":"disabled","disabled_reason":"requested")"));
  EXPECT_THAT(post(path + "/test", ""), HasSubstr("409"));
  EXPECT_THAT(ask(http::Method::Patch, path, R"({"enabled":true})"), HasSubstr(R"("state":"enabled")"));
  EXPECT_THAT(post(path + "/test", ""), HasSubstr(R"("deliveries":1,"existed":false})"));
  EXPECT_THAT(post(path + "/rotate", "{}"), HasSubstr("\"secret\":\"whsec_"));
  EXPECT_THAT(post(path + "/rotate", R"({"overlap_seconds":-1})"), HasSubstr("422"));
  EXPECT_THAT(post("/v1/webhooks/endpoints", R"({"url":"https://10.0.0.1/"})"), HasSubstr("endpoint_url_forbidden"));
  EXPECT_EQ(ask(http::Method::Delete, path), "204 ");
  EXPECT_THAT(get(path), HasSubstr("404"));
}

TEST_F(SendingApiTest, MessagesAreSentAndTheirDeliveriesListed) {
  const auto shop = add_endpoint("shop").endpoint.id;
  const auto other = add_endpoint("other").endpoint.id;
  const std::string sent = post("/v1/webhooks/messages", R"({"type":"order.paid","payload":{"order":7},"key":"k"})");
  EXPECT_THAT(sent, ::testing::MatchesRegex(R"(202 \{"id":"msg_[^"]+","deliveries":2,"existed":false\})"));
  EXPECT_THAT(post("/v1/webhooks/messages", R"({"type":"order.paid","payload":{"order":7},"key":"k"})"),
              HasSubstr(R"("existed":true)"));
  EXPECT_THAT(post("/v1/webhooks/messages", R"({"type":"order.paid","payload":7})"), HasSubstr("message_invalid"));

  answers("shop", 500, "out of order");
  const Uuid delivery = delivery_to(shop);
  attempt(delivery);
  fail(delivery);
  const std::string path = "/v1/webhooks/deliveries/" + to_string(delivery);
  const std::string one = get(path);
  EXPECT_THAT(one, HasSubstr(R"("state":"failed","attempts":1,"next_at":null,"error":null)"));
  EXPECT_THAT(one, HasSubstr(R"("body":"{\"type\":\"order.paid\")"));
  EXPECT_THAT(one, HasSubstr(R"("status":500,)"));
  EXPECT_THAT(one, HasSubstr(R"("error":null,"answer":"out of order"}])"));
  EXPECT_THAT(get("/v1/webhooks/deliveries?state=failed"), HasSubstr(to_string(delivery)));
  EXPECT_THAT(get("/v1/webhooks/deliveries?state=failed&endpoint=" + to_string(other)), HasSubstr(R"("data":[])"));
  EXPECT_THAT(get("/v1/webhooks/deliveries?endpoint=" + to_string(other)), HasSubstr(R"("state":"queued")"));
  EXPECT_EQ(post(path + "/retry", ""), "204 ");
  EXPECT_THAT(post(path + "/retry", ""), HasSubstr("409"));
  EXPECT_EQ(sql("select count(*) from audit_log where action = 'webhook_delivery.retried'"), "1");
  EXPECT_THAT(get("/v1/webhooks/deliveries/" + to_string(shop)), HasSubstr("delivery_not_found"));
}

TEST_F(SendingApiTest, ListsArePaged) {
  add_endpoint("shop");
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    send();
    ids.push_back(sql("select id from webhook_deliveries order by id desc limit 1"));
    fail(*parse_uuid(ids.back()));
  }
  for (const std::string& filter : Paths{"", "&state=failed"}) {
    const std::string first = get("/v1/webhooks/deliveries?limit=2" + filter);
    EXPECT_THAT(first, HasSubstr(ids[2]));
    EXPECT_THAT(first, Not(HasSubstr(ids[0])));
    const auto at = first.find(R"("next_cursor":")") + 15;
    const std::string cursor = first.substr(at, first.find('"', at) - at);
    const std::string second = get("/v1/webhooks/deliveries?limit=2" + filter + "&cursor=" + cursor);
    EXPECT_THAT(second, HasSubstr(ids[0]));
    EXPECT_THAT(second, HasSubstr(R"("next_cursor":null)"));
  }
}

TEST_F(SendingApiTest, EachRouteHasItsGuard) {
  const std::string id = to_string(add_endpoint("shop").endpoint.id);
  const auto refused = [&](http::Method method, const std::string& path, const std::string& other) {
    return ask(method, path, "{}", {{other, "1"}}).starts_with("403");
  };
  for (const std::string& path : Paths{"/v1/webhooks/endpoints", "/v1/webhooks/deliveries"}) {
    EXPECT_TRUE(refused(http::Method::Get, path, "may-write")) << path;
    EXPECT_TRUE(refused(http::Method::Get, path + "/" + id, "may-write")) << path;
  }
  for (const std::string& path : Paths{"/v1/webhooks/endpoints", "/v1/webhooks/messages"})
    EXPECT_TRUE(refused(http::Method::Post, path, "may-read")) << path;
  for (const std::string& path :
       Paths{"endpoints/" + id + "/rotate", "endpoints/" + id + "/test", "deliveries/" + id + "/retry"})
    EXPECT_TRUE(refused(http::Method::Post, "/v1/webhooks/" + path, "may-read")) << path;
  EXPECT_TRUE(refused(http::Method::Patch, "/v1/webhooks/endpoints/" + id, "may-read"));
  EXPECT_TRUE(refused(http::Method::Delete, "/v1/webhooks/endpoints/" + id, "may-read"));
}

}  // namespace
}  // namespace tenstone::webhooks
