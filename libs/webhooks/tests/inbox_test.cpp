#include "tenstone/webhooks/inbox.hpp"

#include "tenstone/testing/json.hpp"
#include "tenstone/web/controller.hpp"
#include "tenstone/webhooks/inbox_controller.hpp"
#include "tenstone/webhooks/sources_controller.hpp"
#include "webhooks_fixture.hpp"

namespace tenstone::webhooks {
namespace {
using ::testing::HasSubstr;

// X-Org is the number of an organisation; X-May is what the caller may do.
Access access_by_header() {
  static const ErrorCode kRefused{ErrorKind::Forbidden, "test_refused", "Not you"};
  const auto guard = [](const std::string& what) {
    return web::Guard{.name = what, .check = [what](http::Request& request) -> Task<Result<void>> {
                        if (request.header("X-May").find(what) == std::string_view::npos) co_return kRefused;
                        co_return Result<void>();
                      }};
  };
  return {guard("read"), guard("write"), [](const http::Request& request) {
            return Caller{org_of(static_cast<std::uint8_t>(request.header("X-Org").front() - '0')), "user:mia"};
          }};
}

class InboxTest : public WebhooksTest {
 protected:
  InboxTest() : one_(process()) {
    secret_ = add(*one_, {.name = "shop"});
    web::mount(one_->app, sources_);
    web::mount(one_->app, inbox_);
  }

  std::string take(const std::string& id, const std::string& body = R"({"type":"order.paid"})",
                   const std::string& source = "shop") {
    const auto headers = signed_by(Scheme::StandardWebhooks, secret_, body, one_->clock.now(), id);
    const Answer answer = send(*one_, source, body, headers);
    return answer.body.substr(7, 36);
  }
  Answer ask(http::Method method, const std::string& target, const std::string& body = "", const Headers& more = {}) {
    Headers headers{{"X-Org", "1"}, {"X-May", "read write"}, {"Content-Type", "application/json"}};
    if (!more.empty()) headers = more;
    const auto asked = [](ReceivingProcess* to, http::Method by, std::string where, Headers with,
                          std::string text) -> Task<Answer> {
      http::Request request(by, std::move(where), std::move(with), std::move(text));
      const http::Response response = co_await to->app.handle(request);
      co_return Answer{response.status, response.body, {}};
    };
    return one_->run(asked(one_.get(), method, target, headers, body));
  }
  Answer get(const std::string& target, const Headers& headers = {}) {
    return ask(http::Method::Get, target, "", headers);
  }
  Answer post(const std::string& target, const std::string& body = "") { return ask(http::Method::Post, target, body); }
  // The sender's ids of a list, in order, and its cursor.
  std::string ids(const Answer& answer) {
    std::string found;
    for (std::size_t at = 0; (at = answer.body.find(R"("event_id":")", at)) != std::string::npos;) {
      at += 12;
      found += (found.empty() ? "" : " ") + answer.body.substr(at, answer.body.find('"', at) - at);
    }
    return found;
  }
  static std::string member(const std::string& json, const std::string& name) {
    const auto at = json.find('"' + name + "\":\"") + name.size() + 4;
    return json.substr(at, json.find('"', at) - at);
  }
  void fail(const std::string& id) {
    sql("update work set state = 'failed' where job = (select job_id from webhook_inbox where id = '" + id + "')");
  }

  std::unique_ptr<ReceivingProcess> one_;
  const web::Cursors cursors_{Secret<std::string>(std::string(32, 'c'))};
  SourcesController sources_{one_->sources, access_by_header(), cursors_};
  InboxController inbox_{one_->inbox, access_by_header(), cursors_};
  std::string secret_;
};

TEST_F(InboxTest, ListsTheNewestFirstPageByPage) {
  for (const char* id : {"a", "b", "c"}) take(id);
  const Answer first = get("/v1/webhooks/inbox?limit=2");
  EXPECT_EQ(ids(first), "c b") << first.body;
  const Answer rest = get("/v1/webhooks/inbox?limit=2&cursor=" + member(first.body, "next_cursor"));
  EXPECT_EQ(ids(rest), "a");
  EXPECT_THAT(rest.body, HasSubstr(R"("next_cursor":null)"));
  EXPECT_EQ(get("/v1/webhooks/inbox?limit=2&type=x&cursor=" + member(first.body, "next_cursor")).status, 400);
}

TEST_F(InboxTest, IsFiltered) {
  const auto bank = one_->run(one_->sources.create(kMia, {.name = "bank", .secret = secret_}));
  ASSERT_TRUE(bank);
  take("a");
  take("b", R"({"type":"order.sent"})");
  take("c", "{}", "bank");
  take("a", "[]");
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?source=shop")), "b a");
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?type=order.sent")), "b");
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?conflict=true")), "a");
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?from=2100-01-01T00:00:00Z")), "");
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?to=2100-01-01T00:00:00Z&source=bank")), "c");
  EXPECT_EQ(get("/v1/webhooks/inbox?state=running").status, 422);
  EXPECT_THAT(get("/v1/webhooks/inbox?conflict=true").body, HasSubstr(R"("duplicates":1,"conflicts":1)"));
}

TEST_F(InboxTest, ShowsAnEventWithItsBody) {
  const std::string text = take("a", "{\"name\":\"Zoë €\"}"), bytes = take("b", std::string("\xff\x00", 2));
  const Answer shown = get("/v1/webhooks/inbox/" + text);
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("\"body\":\"{\\\"name\\\":\\\"Zoë €\\\"}\""));
  EXPECT_THAT(shown.body, HasSubstr(R"("webhook-id":"a")"));
  EXPECT_THAT(shown.body, HasSubstr(R"("state":"queued")"));
  EXPECT_THAT(get("/v1/webhooks/inbox/" + bytes).body, HasSubstr(R"("body":null,"body_base64":"/wA=")"));
  EXPECT_EQ(get("/v1/webhooks/inbox/" + text, {{"X-Org", "2"}, {"X-May", "read"}}).status, 404);
  EXPECT_EQ(get("/v1/webhooks/inbox", {{"X-Org", "1"}, {"X-May", "write"}}).status, 403);
}

TEST_F(InboxTest, AHandlerGetsTheEvent) {
  ASSERT_TRUE(one_->run(one_->sources.change(kMia, "shop", {.action = "ship"})));
  const auto id = parse_uuid(take("a", "body")).value();
  const auto event = one_->run(one_->inbox.event(kOrg, id));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->source + ' ' + event->event_id + ' ' + event->body + ' ' + event->action.value(),
            "shop a body ship");
  EXPECT_EQ(std::ranges::count(event->headers, "webhook-id", &http::ClientField::name), 1);
  EXPECT_FALSE(one_->run(one_->inbox.event(kOtherOrg, id)));
}

TEST_F(InboxTest, AFailedEventIsReplayedByItsJob) {
  const std::string id = take("a");
  EXPECT_THAT(post("/v1/webhooks/inbox/" + id + "/replay").body, HasSubstr("event_unfinished"));
  fail(id);
  EXPECT_EQ(post("/v1/webhooks/inbox/" + id + "/replay").status, 202);
  EXPECT_EQ(sql("select count(*), min(state) from work"), "1|queued");
  EXPECT_EQ(sql("select actor, action, subject from audit_log where action = 'webhook_event.replayed'"),
            "user:mia|webhook_event.replayed|webhook_event:" + id);
}

TEST_F(InboxTest, ADoneEventIsReplayedByANewJob) {
  const std::string id = take("a");
  sql("delete from work");  // it has succeeded, and is not known any more
  EXPECT_EQ(post("/v1/webhooks/inbox/" + id + "/replay").status, 202);
  EXPECT_EQ(sql("select count(*) from work join webhook_inbox on item = id and job = job_id and job <> id"), "1");
  EXPECT_THAT(post("/v1/webhooks/inbox/" + id + "/replay").body, HasSubstr("event_unfinished"));
  EXPECT_EQ(post("/v1/webhooks/inbox/" + to_string(kOrg) + "/replay").status, 404);
  fail(id);
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?state=failed")), "a");
  EXPECT_EQ(post("/v1/webhooks/inbox/" + id + "/replay").status, 202);
  EXPECT_EQ(sql("select count(*) from work"), "1");
}

TEST_F(InboxTest, TheDeadAreListedAndRedriven) {
  const std::string a = take("a"), b = take("b"), c = take("c"), d = take("d");
  for (const std::string& id : {a, b, d}) fail(id);
  const Answer first = get("/v1/webhooks/inbox?state=failed&limit=2");
  EXPECT_EQ(ids(first), "d b");
  EXPECT_THAT(first.body, HasSubstr(R"("state":"failed")"));
  EXPECT_EQ(ids(get("/v1/webhooks/inbox?state=failed&limit=2&cursor=" + member(first.body, "next_cursor"))), "a");
  EXPECT_EQ(post("/v1/webhooks/inbox/redrive").body, R"({"redriven":3})");
  EXPECT_EQ(sql("select count(*) from work where state = 'queued'"), "4");
  EXPECT_EQ(post("/v1/webhooks/inbox/redrive").body, R"({"redriven":0})");
  EXPECT_EQ(sql("select details from audit_log where action = 'webhook_inbox.redriven'"), R"({"events": 3})");
}

TEST_F(InboxTest, IsEmptiedAfterAWhileAndWhatWasSeenLater) {
  take("a");
  pass(24h * 31, *one_);
  take("b");
  one_->run(remove_expired(one_->database, 24h * 30));
  EXPECT_EQ(sql("select event_id from webhook_inbox"), "b");
  EXPECT_EQ(sql("select count(*) from webhook_seen"), "2");
  take("a");
  EXPECT_EQ(sql("select count(*) from webhook_inbox"), "1");
  pass(24h * 60, *one_);
  one_->run(remove_expired(one_->database, 24h * 300));
  EXPECT_EQ(sql("select event_id from webhook_seen"), "b");
}

TEST_F(InboxTest, ManyAreRemovedInSlices) {
  sql("insert into webhook_inbox select '" + to_string(kOrg) +
      "', gen_random_uuid(), 's', n::text, '', '', '{}', tenstone.now() - interval '2 hours', gen_random_uuid() from "
      "generate_series(1, 1200) n");
  one_->run(remove_expired(one_->database, 1h));
  EXPECT_EQ(sql("select count(*) from webhook_inbox"), "0");
}

TEST_F(InboxTest, SourcesHaveAnApi) {
  const Answer made = post("/v1/webhooks/sources", R"({"name":"git","scheme":"github","action":"deploy"})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr(R"("path":"/hooks/git")"));
  EXPECT_EQ(member(made.body, "secret").size(), 64U);
  for (const std::string scheme : {"shopify", "generic"}) {
    const Answer refused = post("/v1/webhooks/sources", R"({"name":"x","scheme":")" + scheme + R"("})");
    EXPECT_EQ(refused.status, 422);
    EXPECT_THAT(refused.body, HasSubstr("standard-webhooks, stripe, github, slack"));
  }
  EXPECT_EQ(post("/v1/webhooks/sources", R"({"name":"git","scheme":"github"})").status, 409);
  EXPECT_EQ(post("/v1/webhooks/sources", R"({"name":"pay","scheme":"stripe"})").status, 422);
  const Answer given = post("/v1/webhooks/sources", R"({"name":"pay","scheme":"stripe","secret":"whsec_given"})");
  EXPECT_EQ(given.status, 201);
  EXPECT_EQ(given.body.find("whsec_given"), std::string::npos);
  const Answer listed = get("/v1/webhooks/sources?limit=2");
  EXPECT_EQ(listed.body.find("secret"), std::string::npos);
  EXPECT_THAT(listed.body, HasSubstr(R"("name":"pay")"));
  EXPECT_EQ(get("/v1/webhooks/sources?limit=2&cursor=" + member(listed.body, "next_cursor")).body.find("\"pay\""),
            std::string::npos);
  EXPECT_THAT(ask(http::Method::Patch, "/v1/webhooks/sources/git", R"({"action":null,"enabled":false})").body,
              HasSubstr(R"("action":null,"enabled":false)"));
  EXPECT_THAT(post("/v1/webhooks/sources/git/rotate", R"({"overlap_seconds":60})").body,
              HasSubstr(R"("not_after":"20)"));
  EXPECT_EQ(ask(http::Method::Delete, "/v1/webhooks/sources/git").status, 204);
  EXPECT_EQ(get("/v1/webhooks/sources/git").status, 404);
  EXPECT_EQ(ask(http::Method::Delete, "/v1/webhooks/sources/pay", "", {{"X-Org", "1"}, {"X-May", "read"}}).status, 403);
}

}  // namespace
}  // namespace tenstone::webhooks
