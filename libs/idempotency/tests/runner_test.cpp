#include "tenstone/idempotency/runner.hpp"

#include <algorithm>
#include <future>

#include "orders.hpp"
#include "tenstone/runtime/event.hpp"

namespace tenstone::idempotency {
namespace {
using orders::Ask;
using orders::is;
using orders::OrdersTest;
using orders::replayed;

class RunnerTest : public OrdersTest {};

TEST_F(RunnerTest, ARepetitionIsAnsweredAsTheFirst) {
  const auto first = ask();
  EXPECT_EQ(first.status, 201);
  EXPECT_FALSE(replayed(first));
  const auto again = ask();
  EXPECT_EQ(again.status, 201);
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(again.header("Location"), first.header("Location"));
  EXPECT_EQ(again.header("Content-Type"), first.header("Content-Type"));
  EXPECT_TRUE(replayed(again));
  EXPECT_EQ(count("orders"), "1");
  EXPECT_EQ(counted("effect"), 1U);
  EXPECT_EQ(counted("replayed"), 1U);
}

TEST_F(RunnerTest, AnyAnswerIsKeptByteForByte) {
  const auto first = ask({.target = "/files"});
  auto again = ask({.target = "/files"});
  EXPECT_EQ(again.status, 202);
  EXPECT_EQ(again.body, std::string("\0\xff", 2));
  EXPECT_EQ(again.header_lines(), std::string(first.header_lines()) + "Idempotency-Replayed: true\r\n");
}

TEST_F(RunnerTest, AnotherRequestOfTheSameKeyIsRefused) {
  EXPECT_EQ(ask().status, 201);
  EXPECT_TRUE(is(ask({.item = "coffee"}), 422, "idempotency_key_reused"));
  EXPECT_TRUE(is(ask({.target = "/orders?x=1"}), 422, "idempotency_key_reused"));
  EXPECT_EQ(count("orders"), "1");
  EXPECT_EQ(counted("reused"), 2U);
}

TEST_F(RunnerTest, AKeyBelongsToItsCallerAndRoute) {
  for (const Ask& each : {Ask{}, Ask{.key = "k2"}, Ask{.user = "2"}, Ask{.target = "/orders/1/copies"}})
    EXPECT_FALSE(replayed(ask(each)));
  EXPECT_EQ(count("orders"), "4");
  EXPECT_TRUE(is(ask({.target = "/orders/2/copies"}), 422, "idempotency_key_reused"));  // same route, another target
}

TEST_F(RunnerTest, WhileOneIsUnderWayAnotherIsRefused) {
  std::optional<http::Response> meanwhile;
  controller_.before_commit = [&](postgres::Transaction&) -> Task<> {
    controller_.before_commit = nullptr;
    meanwhile = co_await send(&app_, {});
  };
  EXPECT_EQ(ask().status, 201);
  ASSERT_TRUE(meanwhile);
  EXPECT_TRUE(is(*meanwhile, 409, "idempotency_in_progress")) << meanwhile->body;
  EXPECT_EQ(meanwhile->header("Retry-After"), "1");
  EXPECT_TRUE(replayed(ask()));
  EXPECT_EQ(count("orders"), "1");
  EXPECT_EQ(counted("in_progress"), 1U);
}

TEST_F(RunnerTest, AConnectionThatIsLostBeforeTheCommitLeavesNothing) {
  controller_.before_commit = [&](postgres::Transaction& transaction) -> Task<> {
    const auto rows = co_await transaction.execute("select pg_backend_pid()");
    const std::string pid = std::to_string(rows->one<std::int32_t>().value());
    EXPECT_EQ(temporary_.sql("select pg_terminate_backend(" + pid + ", 10000)"), "t");  // waits until it has ended
  };
  EXPECT_THROW(ask(), Failure);
  EXPECT_EQ(count("orders") + count("idempotency_keys"), "00");
  controller_.before_commit = nullptr;
  const auto next = ask();
  EXPECT_EQ(next.status, 201);
  EXPECT_FALSE(replayed(next));
  EXPECT_EQ(count("orders") + count("idempotency_keys"), "11");
}

TEST_F(RunnerTest, ARefusalIsDecidedAgain) {
  controller_.sold_out = true;
  EXPECT_TRUE(is(ask(), 409, "test_sold_out"));
  controller_.file_status = 404;
  EXPECT_EQ(ask({.target = "/files"}).status, 404);
  EXPECT_EQ(count("orders") + count("idempotency_keys"), "00");
  EXPECT_EQ(counted("refused"), 2U);
  controller_.sold_out = false;
  const auto next = ask();
  EXPECT_EQ(next.status, 201);
  EXPECT_FALSE(replayed(next));
}

TEST_F(RunnerTest, AnAnswerThatHasExpiredIsAsIfAbsent) {
  const auto first = ask();
  EXPECT_EQ(temporary_.sql("select count(*) from idempotency_keys where expires_at = created_at + interval '24 hours'"),
            "1");
  temporary_.sql("update idempotency_keys set expires_at = tenstone.now()");
  const auto second = ask({.item = "coffee"});
  EXPECT_EQ(second.status, 201);
  EXPECT_NE(second.body, first.body);
  EXPECT_EQ(ask({.item = "coffee"}).body, second.body);
  EXPECT_EQ(count("orders") + count("idempotency_keys"), "21");
}

TEST_F(RunnerTest, WhatHasExpiredIsRemoved) {
  EXPECT_EQ(ask().status, 201);
  temporary_.sql(R"(
    insert into idempotency_keys (org_id, user_id, operation, key, status, expires_at, fingerprint, headers, body)
    select org_id, user_id, operation, 'old ' || n, status, tenstone.now() - interval '1 second', fingerprint, '', ''
    from idempotency_keys, generate_series(1, 2500) n)");
  EXPECT_EQ(testing::await(loops_[0], remove_expired(database_)), 2500);
  EXPECT_EQ(temporary_.sql("select key from idempotency_keys"), "k1");
}

// As many callers as come, from both loops, with one key.
TEST_F(RunnerTest, HasOneEffectForManyCallersAtOnce) {
  const auto many = [](const http::App* app, std::vector<http::Response>* answers) -> Task<> {
    runtime::TaskGroup group(runtime::Loop::current());
    const auto one = [](const http::App* to, std::vector<http::Response>* into) -> Task<> {
      auto response = co_await send(to, {});
      into->push_back(std::move(response));
    };
    for (int i = 0; i < 100; ++i) group.spawn(one(app, answers));
    co_await group.join();
  };
  std::vector<http::Response> answers[2];
  auto other = std::async(std::launch::async, [&] { testing::await(loops_[1], many(&app_, &answers[1])); });
  testing::await(loops_[0], many(&app_, &answers[0]));
  other.get();
  int first = 0, replays = 0, busy = 0;
  for (const auto& half : answers)
    for (const http::Response& each : half) {
      ASSERT_TRUE(each.status == 201 || is(each, 409, "idempotency_in_progress")) << each.body;
      ++(each.status == 409 ? busy : replayed(each) ? replays : first);
    }
  EXPECT_EQ(first, 1);
  EXPECT_EQ(first + replays + busy, 200);
  EXPECT_EQ(count("orders"), "1");
}

}  // namespace
}  // namespace tenstone::idempotency
