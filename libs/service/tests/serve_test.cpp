// From the start to the first request, and what /readyz says meanwhile and later.
#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <thread>

#include "temporary_folder.hpp"
#include "tenstone/core/fd.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/postgres/clock.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/service/probe.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/redis_server.hpp"
#include "tenstone/testing/silent_server.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::service {
namespace {

using local_services::eventually;
using local_services::TemporaryFolder;
using testing::await;
constexpr int kProbes = 20;  // so many find every one of two loops, but for one run in 500,000

// A port that was free a moment ago.
unsigned short free_port() {
  const Fd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), size), 0);
  EXPECT_EQ(getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  return ntohs(address.sin_port);
}

// A service of two loops that serves on a thread.
class Serve : public ::testing::Test {
 protected:
  void serve(Needs needs, const std::string& store) {
    service.emplace("sample", needs);
    const auto loaded = service->load({store, "--runtime-loops=2", "--http-port=" + std::to_string(port),
                                       "--log-destination=" + log, "--data=" + (folder.path() / "data").string()});
    ASSERT_TRUE(loaded) << loaded.error().message;
    service->open();
    exit_code = std::async(std::launch::async, [this] { return service->serve(app, Service::Role::Api); });
  }
  void TearDown() override {
    if (!exit_code.valid()) return;
    ASSERT_TRUE(eventually([&] { return logged("process.ready"); }));
    kill(getpid(), SIGTERM);
    EXPECT_EQ(exit_code.get(), 0);
  }
  bool logged(std::string_view event) const {
    std::ifstream in(log);
    return std::string(std::istreambuf_iterator<char>(in), {}).contains(event);
  }

  Result<std::string> get(const std::string& path) const { return probe({.port = port}, path, 10s); }
  // What /readyz says on `kProbes` connections, made side by side.
  std::vector<Result<std::string>> all_readiness() const {
    std::vector<std::future<Result<std::string>>> asked;
    for (int i = 0; i < kProbes; ++i)
      asked.push_back(std::async(std::launch::async, [this] { return get("/readyz"); }));
    std::vector<Result<std::string>> all;
    for (auto& one : asked) all.push_back(one.get());
    return all;
  }
  bool ready_everywhere() const {
    return std::ranges::all_of(all_readiness(), [](const auto& one) { return one.has_value(); });
  }
  // Soon: an answer may be a second old.
  void expect_ready_nowhere(const std::string& why) const {
    const auto says_why = [&](const Result<std::string>& one) {
      return !one && one.error().detail == R"({"ready":false,"parts":{)" + why + "}}";
    };
    EXPECT_TRUE(eventually([&] { return std::ranges::all_of(all_readiness(), says_why); }));
  }
  bool connected(std::size_t loop) {
    const auto body = [](redis::Redis& redis) -> Task<bool> { co_return redis.connected(); };
    return await(service->loops()[loop], body(service->redis()));
  }
  Result<redis::Reply> command(std::size_t loop, const std::vector<std::string>& words) {
    return await(service->loops()[loop], service->redis().command(words, 5s));
  }

  const TemporaryFolder folder;
  const std::string log = folder.path() / "log";
  const unsigned short port = free_port();
  http::App app;
  std::optional<Service> service;
  std::future<int> exit_code;
};

TEST_F(Serve, ListensWhenEveryLoopHasTriedToConnectThoughRedisIsAway) {
  testing::SilentServer silent;
  const auto begun = std::chrono::steady_clock::now();
  serve({.redis = true}, "--redis-url=" + silent.url());
  for (int i = 0; i < 2; ++i) silent.accept_one();  // the first attempts, which go on for a second
  const auto early = get("/livez");
  if (std::chrono::steady_clock::now() - begun < 1s) {  // not so on a machine that stood still
    ASSERT_FALSE(early) << *early;
    EXPECT_EQ(early.error().code, "not_answering");
  }
  EXPECT_TRUE(eventually([&] { return get("/livez").has_value(); }));
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 10s);
  expect_ready_nowhere(R"("redis":"away")");
}

TEST_F(Serve, IsReadyWhenTheLinkOfEveryLoopToRedisIsUp) {
  const testing::RedisServer server({"--maxclients", "1"});
  serve({.redis = true}, "--redis-url=" + server.url());
  ASSERT_TRUE(eventually([&] { return get("/livez") && (connected(0) || connected(1)); }));
  const std::size_t up = connected(0) ? 0 : 1, down = 1 - up;
  expect_ready_nowhere(R"("redis":"away")");
  EXPECT_TRUE(command(up, {"CONFIG", "SET", "maxclients", "10"}));
  EXPECT_TRUE(eventually([&] { return connected(down); }));
  EXPECT_TRUE(eventually([&] { return ready_everywhere(); }));

  const auto id = command(down, {"CLIENT", "ID"});
  ASSERT_TRUE(id);
  EXPECT_TRUE(command(up, {"CONFIG", "SET", "maxclients", "1"}));
  EXPECT_TRUE(command(up, {"CLIENT", "KILL", "ID", std::to_string(id->integer)}));
  EXPECT_TRUE(eventually([&] { return !connected(down); }));
  expect_ready_nowhere(R"("redis":"away")");
  EXPECT_TRUE(command(up, {"CONFIG", "SET", "maxclients", "10"}));
  EXPECT_TRUE(eventually([&] { return ready_everywhere(); }));
}

TEST_F(Serve, AsksItsServersOnceASecondHoweverOftenItIsAsked) {
  const testing::RedisServer server;
  serve({.redis = true}, "--redis-url=" + server.url());
  ASSERT_TRUE(eventually([&] { return get("/livez").has_value(); }));
  const auto pings = [&] {
    const auto stats = command(0, {"INFO", "commandstats"});
    EXPECT_TRUE(stats);
    const std::size_t at = stats->text.find("cmdstat_ping:calls=");
    return at == std::string::npos ? 0 : std::stoi(stats->text.substr(at + 19));
  };
  const auto begun = std::chrono::steady_clock::now();
  const int before = pings();
  for (int i = 0; i < 300; ++i) EXPECT_TRUE(get("/readyz"));
  const int asked = pings() - before;
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::chrono::steady_clock::now() - begun).count();
  EXPECT_LE(asked, 2 * (seconds + 1));  // one for each loop
}

TEST_F(Serve, IsReadyWhenTheLinksOfEveryLoopToPostgresAreUp) {
  ASSERT_TRUE(local_services::restore_database_url());
  const testing::TemporaryDatabase database({});
  const std::string backends =
      " from pg_stat_activity where datname = '" + database.name() + "' and application_name = 'tenstone read'";
  const auto sql = [](const std::string& text) { return testing::run_sql(testing::database_url(), text); };
  const auto admit = [&](bool yes) {
    sql("alter database " + database.name() + " allow_connections " + (yes ? "true" : "false"));
  };
  serve({.postgres = true}, "--postgres-url=" + database.url());
  ASSERT_TRUE(eventually([&] { return get("/livez").has_value(); }));
  EXPECT_EQ(sql("select count(*)" + backends), "2");  // one for each loop, before anybody asked
  EXPECT_TRUE(ready_everywhere());
  admit(false);
  sql("select pg_terminate_backend(pid)" + backends + " limit 1");
  EXPECT_TRUE(eventually([&] { return sql("select count(*)" + backends) == "1"; }));
  expect_ready_nowhere(R"("postgres":"away")");
  admit(true);
  EXPECT_TRUE(eventually([&] { return ready_everywhere(); }));
}

TEST_F(Serve, StartsWithoutPostgresIfItMayAndBringsUpTheSchemaWhenItAnswers) {
  ASSERT_TRUE(local_services::restore_database_url());
  const testing::TemporaryDatabase database({});
  const auto admit = [&](bool yes) {
    testing::run_sql(testing::database_url(),
                     "alter database " + database.name() + " allow_connections " + (yes ? "true" : "false"));
  };
  const std::string schema = "select to_regprocedure('tenstone.now()') is not null";
  testing::run_sql(database.url(), "drop schema if exists tenstone cascade");
  admit(false);
  serve({.postgres = true, .starts_without_postgres = true}, "--postgres-url=" + database.url());
  ASSERT_TRUE(eventually([&] { return get("/livez").has_value(); }));
  for (const auto& one : all_readiness()) {
    ASSERT_FALSE(one) << *one;
    EXPECT_TRUE(one.error().detail.contains(R"("schema":"down")")) << one.error().detail;
  }
  EXPECT_EQ(service->key("cursors").reveal().size(), 32U);
  EXPECT_NE(service->key("cursors").reveal(), service->key("cursors").reveal());
  admit(true);
  EXPECT_TRUE(eventually([&] { return ready_everywhere(); }));
  EXPECT_EQ(testing::run_sql(database.url(), schema), "t");
  EXPECT_TRUE(logged("start.without_postgres"));
}

TEST_F(Serve, StandardMiddlewareNamesTheRequestAndFindsItsClient) {
  service.emplace("sample", Needs());
  ASSERT_TRUE(service->load({"--http-trusted-proxies=127.0.0.0/8", "--log-destination=" + log}));
  service->standard(app);
  app.get("/who",
          [](http::Request& request) -> Task<http::Response> { co_return http::text(std::string(request.client())); });
  app.get("/bug", [](http::Request&) -> Task<http::Response> { throw std::runtime_error("of ours"); });
  const std::vector<std::string> names = {"request_id", "client_address", "access_log", "problem_errors"};
  EXPECT_EQ(app.middleware_names(), names);
  runtime::Loops loops(1);
  loops.start();
  const auto ask = [&](const std::string& path) {
    http::Request request(http::Method::Get, path, {{"X-Forwarded-For", "203.0.113.7"}, {"X-Request-Id", "r-1"}});
    return await(loops[0], app.handle(request));
  };
  const auto who = ask("/who"), bug = ask("/bug");
  EXPECT_EQ(who.body, "203.0.113.7");
  EXPECT_EQ(who.header("X-Request-Id"), "r-1");
  EXPECT_EQ(bug.status, 500);
  EXPECT_TRUE(bug.body.contains(R"("request_id":"r-1")")) << bug.body;
  EXPECT_TRUE(eventually([&] { return logged("request.done") && logged("request.failed"); }));
  loops.stop();
}

TEST_F(Serve, ATaskThatEndedIsShownCountedAndLoggedUntilItWorksAgain) {
  serve({}, "--env=development");
  ASSERT_TRUE(eventually([&] { return get("/readyz").has_value(); }));
  struct Part {
    explicit Part(runtime::Loop& loop) : supervisor(loop), changed(loop) {}
    runtime::Supervisor supervisor;
    runtime::Event changed;
    bool begun = false, repaired = false;
  };
  runtime::Loop& loop = service->loops()[0];
  const auto part = std::make_shared<Part>(loop);
  const auto task = [](std::shared_ptr<Part> of, runtime::Pulse pulse) -> Task<> {
    if (!std::exchange(of->begun, true)) throw std::runtime_error("a bug");
    while (!of->repaired) co_await of->changed.wait();
    pulse.well();
    co_await of->changed.wait();
  };
  loop.post([=] {
    part->supervisor.keep("sample.part", [=](runtime::Pulse pulse) { return task(part, std::move(pulse)); });
  });
  EXPECT_TRUE(eventually([&] { return !get("/readyz"); }));
  expect_ready_nowhere(R"("sample.part":"down")");
  EXPECT_TRUE(get("/metrics")->contains("\ntenstone_tasks_restarted_total{task=\"sample.part\"} 1\n"));
  EXPECT_TRUE(logged("task.ended"));
  loop.post([=] {
    part->repaired = true;
    part->changed.notify();
  });
  EXPECT_TRUE(eventually([&] { return ready_everywhere(); }));
}

}  // namespace
}  // namespace tenstone::service
