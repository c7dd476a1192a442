// A program that serves alone: its api takes events and handles them.
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

#include <atomic>
#include <csignal>
#include <filesystem>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/http/app.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/inbox.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks/receiver.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks_jobs {
namespace {
using namespace std::chrono_literals;

class Shop {
 public:
  explicit Shop(OnEvent handler) {
    auto& module = service_.with<Module>();
    if (handler) module.on_event(std::move(handler));
    const auto loaded =
        service_.load({"--postgres-url=" + database.url(), "--redis-url=" + testing::redis_url(),
                       "--data=" + folder_.string(), "--http-port=0", "--log-destination=stderr", "--log-level=error"});
    if (!loaded) throw Failure(loaded.error());
    service_.open();
    webhooks::add_receiver_route(senders_, *hooks().receiver);
    secret_ = made_source();
    serving_ = std::async(std::launch::async, [this] { return service_.serve(app_, service::Service::Role::Alone); });
  }
  ~Shop() {
    raise(SIGTERM);
    EXPECT_EQ(serving_.get(), 0);
    std::filesystem::remove_all(folder_);
  }
  Shop(const Shop&) = delete;

  webhooks::Module& hooks() { return service_.with<webhooks::Module>(); }
  template <class T>
  T run(Task<T> task) {
    return testing::await(service_.loops()[0], std::move(task));
  }
  int send(const std::string& id, const std::string& body = "{}") {
    std::vector<webhooks::SigningKey> keys;
    keys.push_back(
        webhooks::SigningKey::make(webhooks::Scheme::StandardWebhooks, "", Secret<std::string>(secret_)).value());
    std::vector<std::pair<std::string, std::string>> headers;
    for (auto& [name, value] :
         webhooks::sign(webhooks::Scheme::StandardWebhooks, keys, id, body, service_.clock().now()).value())
      headers.emplace_back(name, value);
    const auto request = [](http::App* app, auto with, std::string text) -> Task<int> {
      http::Request sent(http::Method::Post, "/hooks/shop", std::move(with), std::move(text));
      const auto response = co_await app->handle(sent);
      co_return response.status;
    };
    return run(request(&senders_, headers, body));
  }
  // The state and attempts of each event, newest first: "failed 1, succeeded 3".
  std::string states() {
    std::string all;
    for (const webhooks::InboxEntry& entry : run(hooks().inbox->list(kShop, {})))
      all += (all.empty() ? "" : ", ") + entry.state.state + ' ' + std::to_string(entry.state.attempts);
    return all;
  }
  std::string eventually(const std::string& wanted) {
    const auto end = std::chrono::steady_clock::now() + 60s;
    std::string seen = states();
    while (seen != wanted && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(10ms);
      seen = states();
    }
    return seen;
  }

  static inline const Uuid kShop = parse_uuid("00000000-0000-7000-8000-000000000001").value();
  static inline const webhooks::Caller kMia{kShop, "user:mia"};
  const testing::TemporaryDatabase database{{}};

 private:
  std::string made_source() {
    std::string secret;
    service_.run([&]() -> Task<> {
      const auto made = co_await hooks().sources->create(kMia, {.name = "shop"});
      if (!made) throw Failure(made.error());
      secret = made->secret.value();
    });
    return secret;
  }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / database.name();
  service::Service service_{"shop", {.postgres = true, .redis = true}};
  http::App app_, senders_;  // the second one is whole before anything is sent to it
  std::string secret_;
  std::future<int> serving_;
};

TEST(WebhooksJobs, AnEventIsHandledOnceAfterItsFailures) {
  std::atomic<int> attempts = 0;
  Shop shop([&](jobs::Run& run, const webhooks::Event& event) -> Task<jobs::Outcome> {
    EXPECT_EQ(run.id(), event.id);
    EXPECT_EQ(event.event_id, "msg_1");
    EXPECT_EQ(event.body, R"({"type":"order.paid"})");
    if (++attempts < 3) co_return jobs::Retry{.reason = "the till is closed"};
    co_return jobs::Done{};
  });
  EXPECT_EQ(shop.send("msg_1", R"({"type":"order.paid"})"), 202);
  EXPECT_EQ(shop.send("msg_1", R"({"type":"order.paid"})"), 200);
  EXPECT_EQ(shop.eventually("succeeded 3"), "succeeded 3");
  EXPECT_EQ(attempts, 3);
}

TEST(WebhooksJobs, ADeadEventIsListedAndRedriven) {
  std::atomic<bool> mended = false;
  Shop shop([&](jobs::Run&, const webhooks::Event&) -> Task<jobs::Outcome> {
    if (mended) co_return jobs::Done{};
    co_return jobs::Discard{.reason = "there is no such order", .code = "no_order"};
  });
  EXPECT_EQ(shop.send("msg_1"), 202);
  EXPECT_EQ(shop.send("msg_2"), 202);
  EXPECT_EQ(shop.eventually("failed 1, failed 1"), "failed 1, failed 1");
  const auto dead = shop.run(shop.hooks().inbox->list(Shop::kShop, {.failed = true}));
  ASSERT_EQ(dead.size(), 2U);
  EXPECT_EQ(dead[0].event_id, "msg_2");
  EXPECT_EQ(dead[0].state.error, "there is no such order");
  EXPECT_EQ(dead[0].state.error_code, "no_order");
  mended = true;
  EXPECT_EQ(shop.run(shop.hooks().inbox->redrive(Shop::kMia)).value(), 2);
  EXPECT_EQ(shop.eventually("succeeded 2, succeeded 2"), "succeeded 2, succeeded 2");
  EXPECT_TRUE(shop.run(shop.hooks().inbox->list(Shop::kShop, {.failed = true})).empty());
}

TEST(WebhooksJobs, AReplayOfADoneEventIsANewJob) {
  std::atomic<int> handled = 0;
  Shop shop([&](jobs::Run&, const webhooks::Event&) -> Task<jobs::Outcome> {
    ++handled;
    co_return jobs::Done{};
  });
  EXPECT_EQ(shop.send("msg_1"), 202);
  EXPECT_EQ(shop.eventually("succeeded 1"), "succeeded 1");
  const auto entries = shop.run(shop.hooks().inbox->list(Shop::kShop, {}));
  ASSERT_TRUE(shop.run(shop.hooks().inbox->replay(Shop::kMia, entries.at(0).id)));
  EXPECT_EQ(shop.eventually("succeeded 1"), "succeeded 1");
  EXPECT_EQ(handled, 2);
}

TEST(WebhooksJobs, AnEventThatIsGoneIsNotHandled) {
  std::atomic<bool> closed = true;
  Shop shop([&](jobs::Run&, const webhooks::Event&) -> Task<jobs::Outcome> {
    if (closed) co_return jobs::Retry{.reason = "closed"};
    co_return jobs::Done{};
  });
  EXPECT_EQ(shop.send("msg_1"), 202);
  EXPECT_EQ(shop.eventually("retrying 1"), "retrying 1");
  shop.database.sql("delete from webhook_inbox");
  const auto end = std::chrono::steady_clock::now() + 60s;
  while (shop.database.sql("select error_code from jobs_dead").empty() && std::chrono::steady_clock::now() < end)
    std::this_thread::sleep_for(10ms);
  EXPECT_EQ(shop.database.sql("select error_code from jobs_dead"), "event_gone");
}

TEST(WebhooksJobs, WithoutAHandlerEventsAreKept) {
  Shop shop(nullptr);
  EXPECT_EQ(shop.send("msg_1"), 202);
  EXPECT_EQ(shop.eventually("succeeded 1"), "succeeded 1");
}

}  // namespace
}  // namespace tenstone::webhooks_jobs
