// What a process decides by when PostgreSQL, Redis or both are away, and when they come back with something else.
#include <fstream>

#include "flags_fixture.hpp"
#include "redis_copy.hpp"
#include "snapshot_file.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::flags {
namespace {

const Options kLooks{.look = 20ms};

class LadderTest : public FlagsFixture {
 protected:
  static Options with_defaults() {
    return {.defaults = *parse_definitions(
                R"({"flags":[{"key":"first","type":"boolean","variants":{"on":true},"default":"on"}]})"),
            .look = 1h};
  }
  std::unique_ptr<FlagsProcess> alone(const std::string& redis_url, Options options = {.look = 1h}) {
    auto made = std::make_unique<FlagsProcess>(away_, redis_url, std::move(options), 100ms);
    made->follow();
    return made;
  }
  std::unique_ptr<FlagsProcess> following(Options options = {.look = 1h}) {
    auto made = process(server_.url(), std::move(options));
    made->follow();
    return made;
  }
  static bool is_from(FlagsProcess& one, Source source) { return one.now()->source() == source; }
  // No flags, as this state. Replaces what is there.
  static void put_copy(FlagsProcess& by, const Identity& identity) {
    const std::string text = to_text(Snapshot(identity, Source::Redis, std::move(*Program::compile({})), {}));
    RedisCopy copy(by.redis);
    auto seen = by.run(copy.look());
    ASSERT_TRUE(by.run(copy.replace(identity, text, std::move(*seen))));
  }
  static bool copy_is_of(FlagsProcess& one, std::int64_t version) {
    const auto seen = one.run(RedisCopy(one.redis).look());
    return seen && seen->identity && seen->identity->version == version;
  }
  void database_back_with(const std::string& sql) {
    allow_connections(true);
    database_.sql(sql);
  }
  std::filesystem::path file_ =
      std::filesystem::path(::testing::TempDir()) / ("flags-ladder-" + std::to_string(getpid()) + ".json");
  ~LadderTest() override { std::filesystem::remove(file_); }
};

TEST_F(LadderTest, PostgresWinsOverANewerCopyWhenItWasRestored) {
  const auto one = following(kLooks);
  ASSERT_TRUE(one->set("first", true));
  ASSERT_TRUE(one->set("second", true));
  ASSERT_TRUE(eventually([&] { return one->version() == 2; }));
  go_back_to_the_first_version();
  EXPECT_TRUE(eventually([&] { return one->version() == 1 && one->on("first") && !one->on("second"); }));
  // And takes Redis with it.
  const auto other = alone(server_.url());
  EXPECT_TRUE(eventually([&] { return other->version() == 1 && other->on("first"); }));
}

TEST_F(LadderTest, AProcessThatStartsAfterARestoreTakesPostgresNotTheCopy) {
  {
    const auto one = following();
    ASSERT_TRUE(one->set("first", true));
    ASSERT_TRUE(one->set("second", true));
  }
  go_back_to_the_first_version();
  const auto one = following();
  EXPECT_EQ(one->version(), 1);
  EXPECT_FALSE(one->on("second"));
}

TEST_F(LadderTest, ARestoredDatabaseThatCountedUpAgainIsStillAnotherState) {
  const auto one = following(kLooks);
  ASSERT_TRUE(one->set("first", true));
  ASSERT_TRUE(one->set("second", true));
  ASSERT_TRUE(eventually([&] { return one->on("second"); }));
  database_.sql("UPDATE flag_version SET change = gen_random_uuid(); DELETE FROM flags WHERE key = 'second'");
  EXPECT_TRUE(eventually([&] { return !one->on("second"); }));
  EXPECT_EQ(one->version(), 2);
}

TEST_F(LadderTest, AnotherInstallationsCopyIsRefused) {
  const auto one = following();
  ASSERT_TRUE(one->set("first", true));
  ASSERT_TRUE(eventually([&] { return one->on("first"); }));
  const Uuid mine = one->now()->identity().installation;
  Uuid other = mine;
  other.bytes[0] ^= 1;

  allow_connections(false);
  const auto puts = process();
  put_copy(*puts, {other, 100, {}});
  // One that does not know its installation takes it.
  const auto newcomer = alone(server_.url());
  EXPECT_TRUE(eventually([&] { return newcomer->version() == 100; }));
  EXPECT_TRUE(one->on("first"));
  EXPECT_EQ(one->now()->identity().installation, mine);

  // PostgreSQL is back, and Redis is its own again.
  allow_connections(true);
  const auto back = following();
  EXPECT_EQ(back->now()->identity().installation, mine);
  EXPECT_TRUE(eventually([&] {
    RedisCopy redis(puts->redis);
    const auto seen = puts->run(redis.look());
    return seen && seen->identity && seen->identity->installation == mine;
  }));
}

TEST_F(LadderTest, WithoutPostgresRedisHasTheLastSnapshot) {
  {
    const auto one = following();
    ASSERT_TRUE(one->set("first", true));
  }
  const auto other = alone(server_.url());
  EXPECT_TRUE(other->on("first"));
  EXPECT_TRUE(is_from(*other, Source::Redis));
  EXPECT_FALSE(other->flags.stale());
  EXPECT_THROW((void)other->set("first", false), Failure);
}

TEST_F(LadderTest, WithoutPostgresAChangeArrivesByRedis) {
  auto one = following();
  ASSERT_TRUE(one->set("first", true));
  const auto other = alone(server_.url());
  ASSERT_TRUE(other->on("first"));
  ASSERT_TRUE(one->set("first", false));
  EXPECT_TRUE(eventually([&] { return !other->on("first"); }));
  // An older one does not: Redis lost its memory, perhaps.
  one.reset();
  Identity older = other->now()->identity();
  older.version = 1;
  put_copy(*other, older);
  const auto newcomer = alone(server_.url());
  EXPECT_EQ(newcomer->version(), 1);
  EXPECT_EQ(other->version(), 2);
}

TEST_F(LadderTest, WhilePostgresDoesNotAnswerRedisIsBelieved) {
  const auto one = following();
  ASSERT_TRUE(one->set("first", true));
  ASSERT_TRUE(eventually([&] { return one->version() == 1; }));
  std::optional<postgres::Transaction> held;
  const auto locker = process(nowhere_), puts = process();
  ASSERT_TRUE(locker->run(locker->lock_database(&held)));
  Identity identity = one->now()->identity();
  identity.version = 2;
  put_copy(*puts, identity);
  EXPECT_TRUE(eventually([&] { return one->version() == 2; }));
  EXPECT_FALSE(one->on("first"));
  locker->run(FlagsProcess::unlock(&held));
  EXPECT_TRUE(eventually([&] { return one->version() == 1 && one->on("first"); }));
}

TEST_F(LadderTest, AStartWaitsAtMostHalfASecond) {
  std::optional<postgres::Transaction> held;
  const auto locker = process(nowhere_);
  ASSERT_TRUE(locker->run(locker->lock_database(&held)));
  const auto one = process(nowhere_, with_defaults());
  const runtime::Stopwatch watch;
  one->follow();
  EXPECT_LT(watch.elapsed(), 900ms);
  EXPECT_TRUE(one->on("first"));
  EXPECT_TRUE(one->flags.stale());
  locker->run(FlagsProcess::unlock(&held));
  EXPECT_TRUE(eventually([&] { return is_from(*one, Source::PostgreSql); }));
}

TEST_F(LadderTest, WithoutBothTheFileHasTheLastSnapshotAndBeforeThatTheDefaults) {
  Options options = with_defaults();
  options.file = file_;
  {
    const auto first = alone(nowhere_, options);
    EXPECT_TRUE(is_from(*first, Source::Defaults));
    EXPECT_TRUE(first->on("first"));
    EXPECT_TRUE(first->flags.stale());
  }
  {
    const auto one = following(options);
    ASSERT_TRUE(one->set("first", false));
    ASSERT_TRUE(eventually([&] {
      const auto kept = read_file(file_);
      return kept && *kept && (*kept)->version() == 1;
    }));
  }
  {
    const auto second = alone(nowhere_, options);
    EXPECT_TRUE(is_from(*second, Source::File));
    EXPECT_FALSE(second->on("first"));
    EXPECT_EQ(second->version(), 1);
    EXPECT_TRUE(second->flags.stale());
  }
  {
    const auto third = following(options);
    EXPECT_TRUE(eventually([&] { return !is_from(*third, Source::File); })) << "confirmed, so not the file's any more";
    EXPECT_EQ(third->version(), 1);
  }
  std::ofstream(file_) << "torn";
  EXPECT_TRUE(is_from(*alone(nowhere_, options), Source::Defaults));
}

TEST_F(LadderTest, TheCopyIsBelievedOverTheFileOfTheSameInstallation) {
  Options options{.file = file_, .look = 1h};
  const auto one = following();
  ASSERT_TRUE(one->set("first", true));
  ASSERT_TRUE(one->set("first", false));
  ASSERT_TRUE(write_file(file_, to_text(one->run(one->store.read()))));
  go_back_to_the_first_version();
  one->run(one->flags.announce());
  EXPECT_EQ(alone(server_.url(), options)->version(), 1);

  Snapshot now = one->run(one->store.read());
  Identity other = now.identity();
  other.installation.bytes[0] ^= 1;
  ASSERT_TRUE(write_file(file_, to_text(Snapshot(other, Source::File, std::move(*Program::compile({})), {}))));
  EXPECT_TRUE(is_from(*alone(server_.url(), options), Source::File));
}

TEST_F(LadderTest, ItStepsUpAgain) {
  const auto one = following(kLooks);
  ASSERT_TRUE(one->set("first", true));
  ASSERT_TRUE(eventually([&] { return one->on("first"); }));
  allow_connections(false);
  server_.kill();
  EXPECT_TRUE(one->on("first"));
  database_back_with(
      "UPDATE flag_version SET version = 2, change = gen_random_uuid(); "
      "UPDATE flags SET definition = jsonb_set(definition, '{enabled}', 'false')");
  EXPECT_TRUE(eventually([&] { return !one->on("first"); }));
  EXPECT_FALSE(one->flags.stale());
  // A Redis that comes back empty is filled.
  server_.start();
  std::unique_ptr<FlagsProcess> other;
  EXPECT_TRUE(eventually([&] {
    other = alone(server_.url());
    return other->version() == 2;
  }));
}

TEST_F(LadderTest, ItIsStaleWhenNobodyConfirmsIt) {
  const auto one = process(server_.url(), {.look = 1h, .stale_after = 1ms});
  EXPECT_TRUE(one->flags.stale());
  one->follow();
  EXPECT_TRUE(eventually([&] { return one->flags.stale() && copy_is_of(*one, one->version()); }));
  EXPECT_NE(one->registry.render().find("tenstone_flags_stale_count 1"), std::string::npos);
  const auto other = following();
  EXPECT_FALSE(other->flags.stale());
  const std::string metrics = other->registry.render();
  EXPECT_NE(metrics.find("tenstone_flags_stale_count 0"), std::string::npos);
  EXPECT_NE(metrics.find("tenstone_flags_source_count{source=\"redis\"} 1"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("tenstone_flags_source_count{source=\"postgresql\"} 0"), std::string::npos);
}

}  // namespace
}  // namespace tenstone::flags
