// A service of orders that are made once, on a database of its own.
#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tenstone/idempotency/migrations.hpp"
#include "tenstone/idempotency/runner.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/web/web.hpp"

namespace orders {
using namespace tenstone;
using postgres::Transaction;

inline const ErrorCode kSoldOut{ErrorKind::Conflict, "test_sold_out", "It is sold out"};

struct NewOrder {
  std::string item;
};
constexpr auto schema(validation::For<NewOrder>) {
  return validation::object<NewOrder>(validation::field("item", &NewOrder::item));
}
struct Order {
  Uuid id;
  std::string item;
};
constexpr auto schema(validation::For<Order>) {
  return validation::object<Order>(validation::field("id", &Order::id), validation::field("item", &Order::item));
}

class Controller final : public web::Controller {
 public:
  explicit Controller(idempotency::Runner& runner) : runner_(runner) {
    route("POST /orders", &Controller::create);
    route("POST /orders/{id}/copies", &Controller::copy);
    route("POST /files", &Controller::file);
  }
  Task<Result<idempotency::Once<web::Created<Order>>>> create(web::Body<NewOrder> order, idempotency::Key key) {
    const auto insert = [&](Transaction& transaction) -> Task<Result<web::Created<Order>>> {
      constexpr postgres::Statement kInsert{"orders.insert", "insert into orders (item) values ($1) returning id"};
      const auto rows = co_await transaction.execute(kInsert, order->item);
      if (!rows) co_return rows.error();
      if (before_commit) co_await before_commit(transaction);
      if (sold_out) co_return kSoldOut;
      const Uuid id = rows->one<Uuid>().value();
      co_return web::Created<Order>{{id, order->item}, "/orders/" + to_string(id)};
    };
    co_return co_await runner_.run<web::Created<Order>>(std::move(key), insert);
  }
  Task<Result<idempotency::Once<web::Created<Order>>>> copy(web::Path<"id", int>, web::Body<NewOrder> order,
                                                            idempotency::Key key) {
    return create(std::move(order), std::move(key));
  }
  // An answer of its own making, with any headers and bytes.
  Task<Result<idempotency::Once<http::Response>>> file(idempotency::Key key) {
    const auto answer = [this](Transaction& transaction) -> Task<Result<http::Response>> {
      const auto rows = co_await transaction.execute("insert into orders (item) values ('file')");
      if (!rows) co_return rows.error();
      http::Response response(file_status);
      response.body = std::string("\0\xff", 2);
      response.header("Content-Type", "application/octet-stream")
          .add_header("X-Part", "1")
          .add_header("X-Part", "2: b");
      co_return response;
    };
    co_return co_await runner_.run<http::Response>(std::move(key), answer);
  }

  std::function<Task<>(Transaction&)> before_commit;
  bool sold_out = false;
  int file_status = 202;

 private:
  idempotency::Runner& runner_;
};

// X-User is the number of a user; without it nobody is signed in.
class Users final : public web::Authenticator {
 public:
  Task<Result<std::optional<web::Principal>>> authenticate(http::Request& request) override {
    std::optional<web::Principal> user;
    if (const auto name = request.header("X-User"); !name.empty()) {
      user.emplace();
      user->user.bytes[15] = static_cast<std::uint8_t>(name[0]);
    }
    co_return user;
  }
};

struct Ask {
  std::string key = "k1";
  std::string target = "/orders";
  std::string item = "tea";
  std::string user = "1";
};

class OrdersTest : public ::testing::Test {
 protected:
  OrdersTest() {
    temporary_.sql("create table orders (id uuid primary key default gen_random_uuid(), item text not null)");
    app_.use(web::authenticate(users_));
    mount(app_, controller_);
    loops_.start();
  }
  ~OrdersTest() override {
    loops_.stop();
    loops_.join();
  }

  static Task<http::Response> send(const http::App* app, Ask ask) {
    std::vector<std::pair<std::string, std::string>> fields{{"Content-Type", "application/json"}};
    if (!ask.key.empty()) fields.emplace_back("Idempotency-Key", ask.key);
    if (!ask.user.empty()) fields.emplace_back("X-User", ask.user);
    http::Request request(http::Method::Post, ask.target, fields, R"({"item":")" + ask.item + "\"}");
    co_return co_await app->handle(request);
  }
  http::Response ask(Ask ask = {}) { return tenstone::testing::await(loops_[0], send(&app_, std::move(ask))); }

  std::string count(const std::string& table) const { return temporary_.sql("select count(*) from " + table); }
  std::uint64_t counted(const std::string& outcome) {
    return metrics_
        .counter("tenstone_idempotency_requests_total", "Requests with an Idempotency-Key", {{"outcome", outcome}})
        .value();
  }

  const tenstone::testing::TemporaryDatabase temporary_{{postgres::migrations(), idempotency::migrations()}};
  runtime::Loops loops_{2};
  metrics::Registry metrics_;
  postgres::Database database_{loops_, {.url = temporary_.url(), .statement_timeout = std::chrono::seconds(60)}};
  idempotency::Runner runner_{database_, metrics_};
  Controller controller_{runner_};
  Users users_;
  http::App app_;
};

inline bool replayed(const http::Response& response) { return response.header("Idempotency-Replayed") == "true"; }
inline bool is(const http::Response& response, int status, std::string_view code) {
  return response.status == status && response.body.contains("\"" + std::string(code) + "\"");
}

}  // namespace orders
