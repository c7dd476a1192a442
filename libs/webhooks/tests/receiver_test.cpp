#include "tenstone/webhooks/receiver.hpp"

#include <atomic>
#include <future>
#include <mutex>

#include "tenstone/core/encoding.hpp"
#include "tenstone/http/client.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "webhooks_fixture.hpp"

namespace tenstone::webhooks {
namespace {
using ::testing::HasSubstr;
using ::testing::StartsWith;

const std::string kGitHubSecret = "It's a Secret to Everybody";

class ReceiverTest : public WebhooksTest {
 protected:
  ReceiverTest() : one_(process()) {}

  // Each outcome's status and body without ids.
  static std::string told(const Answer& answer) {
    std::string text = answer.body;
    if (const auto at = text.find(R"("id":")"); at != text.npos) text.erase(at, 44);
    return std::to_string(answer.status) + ' ' + text;
  }
  Answer standard(const std::string& body, const std::string& id, std::chrono::seconds late = 0s) {
    return send(*one_, "shop", body, signed_by(Scheme::StandardWebhooks, secret_, body, one_->clock.now() - late, id));
  }
  void add_shop() { secret_ = add(*one_, {.name = "shop"}); }

  std::unique_ptr<ReceivingProcess> one_;
  std::string secret_;
};

TEST_F(ReceiverTest, TakesTheEventsOfEachScheme) {
  add_shop();
  add(*one_, {.name = "pay", .scheme = Scheme::Stripe, .secret = "whsec_stripe"});
  add(*one_, {.name = "git", .scheme = Scheme::GitHub, .secret = kGitHubSecret});
  add(*one_, {.name = "chat", .scheme = Scheme::Slack, .secret = "8f742231b10e8888abcd99yyyzzz85a5"});
  const Time now = one_->clock.now();
  EXPECT_EQ(told(standard(R"({"type":"order.paid"})", "msg_1")), R"(202 {"status":"accepted"})");
  std::string body = R"({"id":"evt_9","type":"payment_intent.succeeded","amount":[1,2]})";
  EXPECT_EQ(send(*one_, "pay", body, signed_by(Scheme::Stripe, "whsec_stripe", body, now)).status, 202);
  body = R"({"zen":"Keep it logically awesome."})";
  Headers headers = signed_by(Scheme::GitHub, kGitHubSecret, body, now, "72d3162e-cc78");
  headers.emplace_back("X-GitHub-Event", "ping");
  EXPECT_EQ(send(*one_, "git", body, headers).status, 202);
  body = R"({"type":"event_callback","event_id":"Ev123","event":{"type":"message","text":"hi"}})";
  EXPECT_EQ(send(*one_, "chat", body, signed_by(Scheme::Slack, "8f742231b10e8888abcd99yyyzzz85a5", body, now)).status,
            202);
  EXPECT_EQ(
      sql("select source, event_id, type, org_id = '" + to_string(kOrg) + "' from webhook_inbox order by id"),
      "shop|msg_1|order.paid|t\npay|evt_9|payment_intent.succeeded|t\ngit|72d3162e-cc78|ping|t\nchat|Ev123|message|t");
  EXPECT_EQ(sql("select count(*) from work join webhook_inbox on item = id and job = id and job = job_id and kind = 0"),
            "4");
  EXPECT_GT(one_->work.wakes, 0);
}

TEST_F(ReceiverTest, KeepsTheBytesAndNoSignature) {
  add_shop();
  const std::string body("{ \"type\" : \"a\" }\r\n\xff\0", 20);
  ASSERT_EQ(standard(body, "msg_1").status, 202);
  EXPECT_EQ(sql("select encode(body, 'hex') from webhook_inbox"), to_hex(body));
  const std::string headers = sql("select headers from webhook_inbox");
  EXPECT_THAT(headers, HasSubstr(R"("webhook-id": "msg_1")"));
  EXPECT_THAT(headers, HasSubstr("content-type"));
  EXPECT_EQ(headers.find("signature"), headers.npos);
  EXPECT_EQ(sql("select type from webhook_inbox"), "");
}

TEST_F(ReceiverTest, AnEventWithoutAnIdIsKnownByItsBody) {
  add(*one_, {.name = "pay", .scheme = Scheme::Stripe, .secret = "whsec_stripe"});
  for (const std::string body : {R"({"id":7})", "no json", R"({"id":"with blank"})"}) {
    const auto sent = [&] {
      return send(*one_, "pay", body, signed_by(Scheme::Stripe, "whsec_stripe", body, one_->clock.now())).status;
    };
    EXPECT_EQ(sent(), 202) << body;
    EXPECT_EQ(sent(), 200) << body;
  }
  EXPECT_EQ(sql("select count(*) from webhook_inbox where event_id = 'sha256:' || encode(sha256(body), 'hex')"), "3");
}

TEST_F(ReceiverTest, TellsNobodyWhatIsWrongWithASignature) {
  add_shop();
  const std::string body = R"({"type":"a"})";
  const Headers good = signed_by(Scheme::StandardWebhooks, secret_, body, one_->clock.now());
  const Answer unknown = send(*one_, "nobody", body, good);
  EXPECT_EQ(unknown.status, 401);
  EXPECT_THAT(unknown.body, HasSubstr(R"("code":"signature_invalid")"));
  const auto same = [&](const Answer& answer) {
    const auto without_id = [](std::string text) { return text.erase(text.find(R"("request_id")")); };
    return answer.status == 401 && without_id(answer.body) == without_id(unknown.body);
  };
  EXPECT_TRUE(same(send(*one_, "shop", body + " ", good)));  // the same JSON, other bytes
  EXPECT_TRUE(same(send(*one_, "shop", body, {})));
  const std::string other = make_secret(Scheme::StandardWebhooks).reveal();
  EXPECT_TRUE(same(send(*one_, "shop", body, signed_by(Scheme::StandardWebhooks, other, body, one_->clock.now()))));
  EXPECT_TRUE(same(standard(body, "msg_1", 301s)));
  EXPECT_TRUE(same(standard(body, "msg_1", -302s)));
  EXPECT_EQ(sql("select (select count(*) from webhook_inbox) + (select count(*) from webhook_seen)"), "0");
  EXPECT_EQ(received(*one_, "(unknown)", "unknown_source"), 1);
  EXPECT_EQ(received(*one_, "shop", "signature_invalid"), 2);
  EXPECT_EQ(received(*one_, "shop", "signature_missing"), 1);
  EXPECT_EQ(received(*one_, "shop", "timestamp_out_of_range"), 2);
  EXPECT_EQ(standard(body, "msg_1", 298s).status, 202);
  EXPECT_EQ(standard(body, "msg_2", -298s).status, 202);
}

TEST_F(ReceiverTest, AnOldSecretCountsUntilItsEnd) {
  add_shop();
  const std::string old = secret_, fresh = one_->run(one_->sources.rotate(kMia, "shop", {}, 1h))->secret.value();
  const auto sent = [&](const std::string& secret, const std::string& id) {
    return send(*one_, "shop", "1", signed_by(Scheme::StandardWebhooks, secret, "1", one_->clock.now(), id)).status;
  };
  EXPECT_EQ(sent(fresh, "msg_1"), 202);
  EXPECT_EQ(sent(old, "msg_2"), 202);
  pass(1h, *one_);
  EXPECT_EQ(sent(old, "msg_3"), 401);
  EXPECT_EQ(sent(fresh, "msg_3"), 202);
  EXPECT_EQ(one_->registry
                .counter("tenstone_webhooks_old_key_total", "Events that were signed with the old secret of a rotation",
                         {{"source", "shop"}})
                .value(),
            1U);
}

TEST_F(ReceiverTest, ADisabledSourceSaysSoToWhoSignsForIt) {
  add_shop();
  ASSERT_TRUE(one_->run(one_->sources.change(kMia, "shop", {.enabled = false})));
  EXPECT_EQ(send(*one_, "shop", "1", {}).status, 401);
  const Answer answer = standard("1", "msg_1");
  EXPECT_EQ(answer.status, 410);
  EXPECT_THAT(answer.body, HasSubstr("source_disabled"));
  EXPECT_EQ(sql("select count(*) from webhook_inbox"), "0");
}

TEST_F(ReceiverTest, AnswersTheChallengeOfSlack) {
  add(*one_, {.name = "chat", .scheme = Scheme::Slack, .secret = "secret"});
  const std::string body = R"({"token":"t","challenge":"3eZbrw\"1a","type":"url_verification"})";
  EXPECT_EQ(told(send(*one_, "chat", body, signed_by(Scheme::Slack, "secret", body, one_->clock.now()))),
            R"(200 {"challenge":"3eZbrw\"1a"})");
  EXPECT_EQ(send(*one_, "chat", body, signed_by(Scheme::Slack, "other", body, one_->clock.now())).status, 401);
  EXPECT_EQ(sql("select count(*) from webhook_inbox"), "0");
}

TEST_F(ReceiverTest, ADuplicateIsCountedAndNotStored) {
  add_shop();
  const Answer first = standard(R"({"n":1})", "msg_1");
  EXPECT_EQ(told(first), R"(202 {"status":"accepted"})");
  const Answer again = standard(R"({"n":1})", "msg_1");
  EXPECT_EQ(told(again), R"(200 {"status":"duplicate"})");
  EXPECT_EQ(again.body.substr(0, 44), first.body.substr(0, 44));  // the same id
  EXPECT_EQ(told(standard(R"({"n":2})", "msg_1")), R"(200 {"status":"duplicate","conflict":true})");
  EXPECT_EQ(sql("select duplicates, conflicts, last_duplicate_at is not null from webhook_seen"), "2|1|t");
  EXPECT_EQ(sql("select convert_from(body, 'UTF8') from webhook_inbox"), R"({"n":1})");
  EXPECT_EQ(sql("select count(*) from work"), "1");
  EXPECT_EQ(received(*one_, "shop", "accepted"), 1);
  EXPECT_EQ(received(*one_, "shop", "duplicate"), 1);
  EXPECT_EQ(received(*one_, "shop", "conflict"), 1);
}

TEST_F(ReceiverTest, TheSameIdOfAnotherSourceIsAnotherEvent) {
  add_shop();
  const std::string bank = add(*one_, {.name = "bank"});
  EXPECT_EQ(standard("1", "msg_1").status, 202);
  EXPECT_EQ(send(*one_, "bank", "1", signed_by(Scheme::StandardWebhooks, bank, "1", one_->clock.now(), "msg_1")).status,
            202);
}

TEST_F(ReceiverTest, AnEventIsNewAgainWhenItIsForgotten) {
  one_ = process(1h);
  add_shop();
  EXPECT_EQ(standard("1", "msg_1").status, 202);
  EXPECT_EQ(standard("2", "msg_1").status, 200);
  pass(1h + 1s, *one_);
  EXPECT_EQ(told(standard("2", "msg_1")), R"(202 {"status":"accepted"})");
  EXPECT_EQ(told(standard("2", "msg_1")), R"(200 {"status":"duplicate"})");
  EXPECT_EQ(sql("select duplicates, conflicts from webhook_seen"), "1|0");
  EXPECT_EQ(sql("select count(*) from webhook_inbox"), "2");
}

// Sends `count` requests at the same time, from the loops of all processes in turn. `make` gives body and event id.
class ConcurrentTest : public ReceiverTest {
 protected:
  using Make = std::function<std::pair<std::string, std::string>(int)>;
  std::map<std::string, int> send_at_once(const std::vector<ReceivingProcess*>& processes, int count,
                                          const Make& make) {
    std::map<std::string, int> answers;
    std::mutex adding;
    std::atomic<int> noted = 0;
    std::promise<void> ended;
    for (int i = 0; i < count; ++i) {
      ReceivingProcess& to = *processes[static_cast<std::size_t>(i) % processes.size()];
      const auto [body, id] = make(i);
      auto headers = signed_by(Scheme::StandardWebhooks, secret_, body, to.clock.now(), id);
      const auto one = [](ReceivingProcess* at, std::string text, Headers with,
                          std::function<void(Answer)> then) -> Task<> {
        then(co_await at->send("shop", std::move(text), std::move(with)));
      };
      const auto note = [&answers, &adding, &noted, &ended, count](const Answer& answer) {
        {
          const std::lock_guard guard(adding);
          ++answers[told(answer)];
        }
        if (++noted == count) ended.set_value();  // nothing of this frame is used after: it may be gone
      };
      to.loops[static_cast<std::size_t>(i / 2) % 2].spawn(one(&to, body, std::move(headers), note));
    }
    ended.get_future().get();
    return answers;
  }
};

TEST_F(ConcurrentTest, TheSameEventAtOnceIsOne) {
  add_shop();
  const auto answers = send_at_once({one_.get()}, 64, [](int) { return std::pair("{}", "msg_1"); });
  EXPECT_EQ(answers.at(R"(202 {"status":"accepted"})"), 1);
  EXPECT_EQ(answers.at(R"(200 {"status":"duplicate"})"), 63);
  EXPECT_EQ(sql("select duplicates, conflicts from webhook_seen"), "63|0");
  EXPECT_EQ(sql("select (select count(*) from webhook_inbox), (select count(*) from work)"), "1|1");
}

TEST_F(ConcurrentTest, TheSameEventWithTwoBodiesAtOnceIsOne) {
  add_shop();
  const auto answers =
      send_at_once({one_.get()}, 64, [](int i) { return std::pair(i % 2 == 0 ? "{}" : "[]", "msg_1"); });
  EXPECT_EQ(answers.at(R"(202 {"status":"accepted"})"), 1);
  EXPECT_EQ(answers.at(R"(200 {"status":"duplicate"})"), 31);
  EXPECT_EQ(answers.at(R"(200 {"status":"duplicate","conflict":true})"), 32);
  EXPECT_EQ(sql("select duplicates, conflicts from webhook_seen"), "63|32");
}

TEST_F(ConcurrentTest, TwoProcessesTakeEachEventOnce) {
  add_shop();
  const auto other = process();
  // Every loop of every process gets each event once, every second one in the opposite order.
  const auto make = [](int i) { return std::pair("{}", "msg_" + std::to_string(i % 2 == 0 ? i / 4 : 99 - i / 4)); };
  const auto answers = send_at_once({one_.get(), other.get()}, 400, make);
  EXPECT_EQ(answers.at(R"(202 {"status":"accepted"})"), 100);
  EXPECT_EQ(answers.at(R"(200 {"status":"duplicate"})"), 300);
  EXPECT_EQ(sql("select count(*), sum(duplicates) from webhook_seen"), "100|300");
  EXPECT_EQ(sql("select (select count(*) from webhook_inbox), (select count(*) from work)"), "100|100");
  other->stop();
  one_->stop();  // connections that have ended have told what they counted
  EXPECT_EQ(sql("select deadlocks from pg_stat_database where datname = current_database()"), "0");
}

TEST_F(ReceiverTest, ALargeBodyIsStoredAsWell) {
  secret_ = add(*one_, {.name = "shop", .max_bytes = 5'000'000});
  const std::string body(4'000'000, 'x');
  EXPECT_EQ(standard(body, "msg_1").status, 202);
  EXPECT_EQ(standard(body, "msg_1").status, 200);
  EXPECT_EQ(sql("select octet_length(body) from webhook_inbox"), "4000000");
}

TEST_F(ReceiverTest, ReadsNoMoreThanASourceTakes) {
  secret_ = add(*one_, {.name = "shop", .max_bytes = 1000});
  {
    http::Server server(one_->loops, one_->app, one_->clock, {.port = 0});
    ASSERT_TRUE(server.start());
    runtime::BlockingPool pool(1, 4);
    http::Client client(one_->loops, {.resolver = http::system_resolver(pool)});
    const auto status_of = [&](const std::string& source, std::size_t size) {
      const std::string body(size, 'x');
      http::ClientRequest request{
          .url = http::Url::parse("http://127.0.0.1:" + std::to_string(server.port()) + "/hooks/" + source).value(),
          .method = http::Method::Post,
          .headers = {},
          .body = body,
          .rules = http::AddressRules::anything()};
      for (const auto& [name, value] : signed_by(Scheme::StandardWebhooks, secret_, body, one_->clock.now()))
        request.headers.push_back({name, value});
      const auto answer = one_->run(client.send(std::move(request)));
      return answer ? answer->status : 0;
    };
    EXPECT_EQ(status_of("shop", 1000), 202);
    EXPECT_EQ(status_of("shop", 1001), 413);
    EXPECT_EQ(status_of("nobody", 1001), 401);
    EXPECT_EQ(status_of("nobody", 1024 * 1024 + 1), 413);
    one_->run(client.drain(1s));
    one_->run(server.drain(1s));
    one_->stop();
  }
  EXPECT_EQ(received(*one_, "shop", "too_large"), 1);
}

TEST_F(ReceiverTest, WhatIsNotStoredIsNotAcknowledged) {
  add_shop();
  sql("alter table work rename to work_away");  // a bug of ours: the whole transaction goes
  EXPECT_EQ(standard("1", "msg_1").status, 500);
  EXPECT_EQ(sql("select (select count(*) from webhook_inbox) + (select count(*) from webhook_seen)"), "0");
  sql("alter table work_away rename to work");
  EXPECT_EQ(standard("1", "msg_1").status, 202);
}

TEST_F(ReceiverTest, WithoutPostgresqlASenderIsAskedToTryAgain) {
  add_shop();
  testing::run_sql(testing::database_url(), "alter database " + temporary_.name() + " allow_connections false");
  testing::run_sql(testing::database_url(), "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" +
                                                temporary_.name() + "'");
  const Answer answer = standard("1", "msg_1");
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"database_unavailable")"));
  EXPECT_EQ(answer.retry_after, "2");
  EXPECT_EQ(received(*one_, "shop", "unavailable"), 1);
  EXPECT_EQ(send(*one_, "shop", "1", {}).status, 401);  // what is wrong is told all the same
  testing::run_sql(testing::database_url(), "alter database " + temporary_.name() + " allow_connections true");
  const auto end = std::chrono::steady_clock::now() + 30s;
  Answer again = standard("1", "msg_1");
  while (again.status == 503 && std::chrono::steady_clock::now() < end) again = standard("1", "msg_1");
  EXPECT_TRUE(again.status == 202 || again.status == 200) << again.body;
  EXPECT_EQ(sql("select count(*) from webhook_inbox"), "1");
}

TEST_F(ReceiverTest, RefusesNobodyBeforeItHasReadItsSources) {
  add_shop();
  ReceivingProcess fresh(temporary_.url());
  const Headers headers = signed_by(Scheme::StandardWebhooks, secret_, "1", fresh.clock.now());
  const Answer answer = send(fresh, "shop", "1", headers);
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr(R"("code":"database_unavailable")"));
  EXPECT_EQ(answer.retry_after, "2");
  fresh.run(fresh.sources.refresh());
  EXPECT_EQ(send(fresh, "shop", "1", headers).status, 202);
}

}  // namespace
}  // namespace tenstone::webhooks
