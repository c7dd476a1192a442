// A program that serves alone: messages are delivered by jobs to a server on loopback.
#include <csignal>
#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "tenstone/http/app.hpp"
#include "tenstone/http/server.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/servers.hpp"
#include "tenstone/testing/temporary_database.hpp"
#include "tenstone/webhooks/deliveries.hpp"
#include "tenstone/webhooks/endpoints.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks/outgoing.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

namespace tenstone::webhooks_jobs {
namespace {

using namespace std::chrono_literals;

const Uuid kShop = *parse_uuid("0190a1b2-0000-7000-8000-000000000002");

// Its paths answer what a test says: a status, or 0: nothing.
class Receivers {
 public:
  Receivers() {
    app_.post("/{name}", [this](http::Request& request) -> Task<http::Response> {
      const std::string name(request.path_parameter("name"));
      const int status = next(name);
      while (status == 0 && !released_) co_await runtime::sleep_for(1ms);
      co_return http::Response(status == 0 ? 500 : status);
    });
    loops_.start();
    const auto started = server_.start();
    if (!started) throw Failure(started.error());
  }
  ~Receivers() {
    loops_.stop();
    loops_.join();
  }
  void answer(const std::string& name, int status) {
    const std::scoped_lock lock(mutex_);
    status_[name] = status;
  }
  // Only its first request gets that answer; the others get 200.
  void answer_once(const std::string& name, int status) {
    answer(name, status);
    const std::scoped_lock lock(mutex_);
    once_.insert(name);
  }
  void release() { released_ = true; }
  int hits(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    return hits_[name];
  }
  std::string url(const std::string& name) const {
    return "http://127.0.0.1:" + std::to_string(server_.port()) + "/" + name;
  }

 private:
  int next(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    const bool first = ++hits_[name] == 1;
    return status_.contains(name) && (first || !once_.contains(name)) ? status_[name] : 200;
  }

  SystemClock clock_;
  http::App app_;
  runtime::Loops loops_{1};
  http::Server server_{loops_, app_, clock_, {.port = 0}};
  std::mutex mutex_;
  std::map<std::string, int> status_, hits_;
  std::set<std::string> once_;
  std::atomic<bool> released_ = false;
};

class DeliverTest : public ::testing::Test {
 protected:
  DeliverTest() {
    service_.with<Module>();
    const auto loaded = service_.load({"--postgres-url=" + database_.url(), "--redis-url=" + testing::redis_url(),
                                       "--data=" + folder_.string(), "--http-port=0", "--log-destination=stderr"});
    if (!loaded) throw Failure(loaded.error());
    service_.open();
  }
  ~DeliverTest() override { std::filesystem::remove_all(folder_); }

  webhooks::Module& webhooks() { return service_.with<webhooks::Module>(); }
  Uuid add_endpoint(const std::string& name, std::vector<std::string> types = {}) {
    Uuid id;
    service_.run([&]() -> Task<> {
      webhooks::NewEndpoint wanted{.url = receivers_.url(name), .types = std::move(types)};
      const auto made = co_await webhooks().endpoints->create(std::move(wanted), {kShop, "user:olaf"});
      if (!made) throw Failure(made.error());
      id = made->endpoint.id;
    });
    return id;
  }
  void send(const std::string& type, int times = 1) {
    service_.run([&]() -> Task<> {
      for (int i = 0; i < times; ++i) {
        webhooks::NewMessage message{.org = kShop, .type = type, .payload = {R"({"order":7})"}};
        const auto sent = co_await webhooks().outgoing->send(std::move(message));
        if (!sent) throw Failure(sent.error());
      }
    });
  }
  // Serves while `steps` runs.
  template <class Steps>
  void serve(Steps steps) {
    http::App app;
    auto ended = std::async(std::launch::async, [&] { return service_.serve(app, service::Service::Role::Alone); });
    steps();
    receivers_.release();
    raise(SIGTERM);
    EXPECT_EQ(ended.get(), 0);
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    const runtime::Stopwatch watch;
    while (!condition()) {
      if (watch.elapsed() > 60s) return false;
      std::this_thread::yield();
    }
    return true;
  }
  bool eventually_sql(const std::string& query, const std::string& answer) {
    return eventually([&] { return database_.sql(query) == answer; });
  }

  const testing::TemporaryDatabase database_{{}};
  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / database_.name();
  Receivers receivers_;
  service::Service service_{"shop", {.postgres = true, .redis = true}};
};

TEST_F(DeliverTest, AFailedDeliveryIsTriedAgainBySchedule) {
  add_endpoint("shop");
  receivers_.answer_once("shop", 500);
  send("order.paid");
  serve([&] {
    ASSERT_TRUE(eventually_sql("select count(*) from webhook_deliveries where delivered_at is not null", "1"));
    ASSERT_TRUE(eventually_sql("select count(*) from jobs", "0"));
  });
  EXPECT_EQ(
      database_.sql("select later.run_at - first.finished_at between interval '5 seconds' and interval '5.5 seconds' "
                    "from job_runs first, job_runs later where first.attempt = 1 and later.attempt = 2"),
      "t");
  EXPECT_EQ(database_.sql("select attempt, status from webhook_attempts order by attempt"), "1|500\n2|200");
  EXPECT_EQ(database_.sql("select outcome, error_code, error_text from job_runs order by attempt"),
            "failed|endpoint_failed|The endpoint answered 500\nsucceeded||");
  EXPECT_EQ(receivers_.hits("shop"), 2);
}

TEST_F(DeliverTest, WhatIsGivenUpCanBeRetriedWhenTheEndpointIsEnabledAgain) {
  const Uuid shop = add_endpoint("shop");
  receivers_.answer("shop", 410);
  send("order.paid");
  serve([&] {
    ASSERT_TRUE(eventually_sql("select error_code from jobs_dead", "endpoint_gone"));
    receivers_.answer("shop", 200);
    service_.run([&]() -> Task<> {
      webhooks::ChangeEndpoint enable{.enabled = true};
      const webhooks::Caller olaf{kShop, "user:olaf"};
      const auto enabled = co_await webhooks().endpoints->change(shop, enable, olaf);
      if (!enabled) throw Failure(enabled.error());
      webhooks::ListDeliveries failed{.failed = true};
      const auto deliveries = co_await webhooks().deliveries->list(kShop, failed);
      EXPECT_EQ(deliveries.size(), 1U);
      EXPECT_EQ(deliveries.at(0).state.state, "failed");
      const auto again = co_await webhooks().deliveries->retry(deliveries.at(0).id, olaf);
      if (!again) throw Failure(again.error());
    });
    ASSERT_TRUE(eventually_sql("select count(*) from webhook_deliveries where delivered_at is not null", "1"));
  });
  EXPECT_EQ(receivers_.hits("shop"), 2);
}

TEST_F(DeliverTest, MoreThanTenToASilentEndpointWaitAndOthersAreServed) {
  add_endpoint("silent", {"order.paid"});
  add_endpoint("healthy", {"order.shipped"});
  receivers_.answer("silent", 0);
  send("order.paid", 100);
  send("order.shipped", 20);
  serve([&] {
    ASSERT_TRUE(eventually([&] { return receivers_.hits("healthy") == 20 && receivers_.hits("silent") == 10; }));
    ASSERT_TRUE(
        eventually_sql("select count(*) from jobs where state = 0 and attempt > 0 and attempt = uncounted", "90"));
    EXPECT_EQ(receivers_.hits("silent"), 10);
    EXPECT_EQ(database_.sql("select count(*) from job_runs where outcome = 'snoozed'"), "0");
  });
}

}  // namespace
}  // namespace tenstone::webhooks_jobs
