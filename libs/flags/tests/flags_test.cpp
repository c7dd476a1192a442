#include "tenstone/flags/flags.hpp"

#include <fstream>
#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/redis_server.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::flags {
namespace {

using namespace std::chrono_literals;

// Processes that share a database and a Redis of their own. They look by themselves once an hour, so what arrives was
// told.
class FlagsTest : public ::testing::Test {
 protected:
  struct Process {
    Process(const std::string& database_url, const std::string& redis_url, Options options)
        : database(started(loops), {.url = database_url, .statement_timeout = 1s}),
          redis(loops, {.url = redis_url}),
          flags(loops, blocking, database, redis, logging::Logger(), registry, std::move(options)) {}
    ~Process() {
      if (following) testing::await(loops[0], flags.stop());
      testing::await(loops[0], database.close(1s));
      loops.stop();
      loops.join();
    }
    static runtime::Loops& started(runtime::Loops& all) {
      all.start();
      return all;
    }
    void follow() {
      following = true;
      flags.start();
      testing::await(loops[0], flags.settled());
    }
    Snapshot now() {
      const auto body = [](const Flags* of) -> Task<Snapshot> { co_return of->now(); };
      return testing::await(loops[0], body(&flags));
    }
    bool on(const std::string& key, const std::string& unit = "mia") { return now().on(key, unit); }
    Result<Flag> set(Flags::Change change) {
      return testing::await(loops[0], flags.set(std::move(change), "operator", ids));
    }

    runtime::Loops loops{2};
    runtime::BlockingPool blocking{1, 10};
    metrics::Registry registry;
    SystemClock clock;
    Ids ids{clock};
    postgres::Database database;
    redis::Redis redis;
    bool following = false;
    Flags flags;
  };
  std::unique_ptr<Process> process(const std::string& redis_url, Options options = {.file = {}, .look = 1h}) {
    return std::make_unique<Process>(database_.url(), redis_url, std::move(options));
  }
  template <class Condition>
  static bool eventually(Condition condition) {
    for (int i = 0; i < 2000 && !condition(); ++i) std::this_thread::sleep_for(5ms);
    return condition();
  }

  const testing::TemporaryDatabase database_{{postgres::migrations(), audit::migrations(), migrations()}};
  testing::RedisServer server_;
  const std::string nowhere_ = "unix:///no/such/socket";
};

TEST_F(FlagsTest, AChangeReachesEveryProcess) {
  const auto one = process(server_.url()), other = process(server_.url());
  one->follow();
  other->follow();
  EXPECT_FALSE(other->on("exports"));
  EXPECT_TRUE(one->set({.key = "exports"})->enabled);
  EXPECT_TRUE(eventually([&] { return one->on("exports") && other->on("exports"); }));
  ASSERT_TRUE(other->set({.key = "exports", .enabled = false}));
  EXPECT_TRUE(eventually([&] { return !one->on("exports") && !other->on("exports"); }));
  EXPECT_EQ(one->now().version(), 2);
  EXPECT_EQ(database_.sql("SELECT count(*) FROM audit_log WHERE action = 'flag.changed' AND subject = 'flag:exports'"),
            "2");
}

TEST_F(FlagsTest, AChangeArrivesByNotifyWhileRedisIsAway) {
  const auto one = process(nowhere_), other = process(nowhere_);
  one->follow();
  other->follow();
  ASSERT_TRUE(one->set({.key = "exports"}));
  EXPECT_TRUE(eventually([&] { return other->on("exports"); }));
}

TEST_F(FlagsTest, AChangeThatNobodyToldIsFoundByLooking) {
  const auto other = process(nowhere_, {.file = {}, .look = 20ms});
  other->follow();
  database_.sql("UPDATE flag_version SET version = 5; INSERT INTO flags VALUES ('exports', true, 100000, now())");
  EXPECT_TRUE(eventually([&] { return other->on("exports"); }));
}

TEST_F(FlagsTest, ASlowWritersOlderSnapshotReplacesNothing) {
  const auto one = process(server_.url());
  one->follow();
  ASSERT_TRUE(one->set({.key = "exports"}));
  ASSERT_TRUE(one->set({.key = "exports", .share = 20'000}));
  ASSERT_TRUE(eventually([&] { return one->now().version() == 2; }));
  EXPECT_EQ(one->now().find("exports")->share, 20'000);
  const auto kept = testing::await(one->loops[0], one->redis.command({"GET", "tenstone:flags:{all}"}));
  EXPECT_EQ(read_snapshot(kept->text)->version(), 2);
}

TEST_F(FlagsTest, WithoutPostgresRedisHasTheLastSnapshot) {
  {
    const auto one = process(server_.url());
    one->follow();
    ASSERT_TRUE(one->set({.key = "exports"}));
  }
  Process alone("postgresql:///x?host=/no/such/folder", server_.url(), {.file = {}, .look = 1h});
  alone.follow();
  EXPECT_TRUE(eventually([&] { return alone.on("exports"); }));
  EXPECT_THROW((void)alone.set({.key = "exports", .enabled = false}), Failure);
}

TEST_F(FlagsTest, WithoutBothTheFileHasTheLastSnapshotAndBeforeThatAllFlagsAreOff) {
  const auto file = std::filesystem::path(::testing::TempDir()) / ("flags-" + std::to_string(getpid()) + ".json");
  const Options options{.file = file, .look = 1h};
  const std::string away = "postgresql:///x?host=/no/such/folder";
  {
    Process alone(away, nowhere_, options);
    alone.follow();
    EXPECT_FALSE(alone.on("exports"));
  }
  {
    const auto one = process(server_.url(), options);
    one->follow();
    ASSERT_TRUE(one->set({.key = "exports"}));
    ASSERT_TRUE(eventually([&] { return std::filesystem::exists(file); }));
  }
  {
    Process alone(away, nowhere_, options);
    EXPECT_TRUE(alone.on("exports"));
  }
  std::ofstream(file) << "torn";
  Process alone(away, nowhere_, options);
  EXPECT_FALSE(alone.on("exports"));
  std::filesystem::remove(file);
}

TEST_F(FlagsTest, AProcessThatDoesNotFollowReadsTheTruth) {
  const auto tool = process(server_.url());
  ASSERT_TRUE(tool->set({.key = "exports"}));
  testing::await(tool->loops[0], tool->flags.settled());
  EXPECT_TRUE(tool->on("exports"));
}

TEST_F(FlagsTest, WhatIsNoFlagIsRefusedAndARemovedOneIsOff) {
  const auto one = process(server_.url());
  for (const char* key : {"", "Exports", "a b", "-a", "a-"})
    EXPECT_EQ(one->set({.key = key}).error().code, "invalid_flag");
  EXPECT_EQ(one->set({.key = "a", .share = 100'001}).error().code, "invalid_flag");
  const auto remove = [&] { return testing::await(one->loops[0], one->flags.remove("exports", "operator", one->ids)); };
  EXPECT_EQ(remove().error().code, "flag_not_found");
  one->follow();
  ASSERT_TRUE(one->set({.key = "exports"}));
  ASSERT_TRUE(eventually([&] { return one->on("exports"); }));
  EXPECT_TRUE(remove());
  EXPECT_TRUE(eventually([&] { return !one->on("exports"); }));
  EXPECT_EQ(database_.sql("SELECT details->'before'->>'key' FROM audit_log WHERE action = 'flag.removed'"), "exports");
}

}  // namespace
}  // namespace tenstone::flags
