#include "flags_fixture.hpp"

namespace tenstone::flags {
namespace {

TEST(FlagsMigration, SwitchesAndSharesBecomeDefinitionsAndMoveNobody) {
  const testing::TemporaryDatabase database{{postgres::migrations(), audit::migrations(), migrations().first(1)}};
  database.sql(
      "INSERT INTO flags VALUES ('all', true, 100000, now()), ('none', true, 0, now()), ('off', false, 20000, now()), "
      "('part', true, 20000, now()); UPDATE flag_version SET version = 9");
  ASSERT_TRUE(postgres::migrate(database.url(), {postgres::migrations(), audit::migrations(), migrations()}, 10s));
  testing::RedisServer server;
  FlagsProcess process(database.url(), server.url(), {});
  const Snapshot snapshot = process.run(process.store.read());
  EXPECT_EQ(snapshot.version(), 9);
  int in = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::string unit = "user-" + std::to_string(i);
    const Context context(unit);
    EXPECT_TRUE(snapshot.boolean("all", context, false));
    EXPECT_FALSE(snapshot.boolean("none", context, true));
    EXPECT_FALSE(snapshot.boolean("off", context, true));
    // As it was decided before: murmur3-32 of the flag, NUL and the unit below share * 2^32.
    const std::uint64_t hash = murmur3_32(std::string("part").append(1, '\0').append(unit));
    const bool was = hash * kEverybody < std::uint64_t{20'000} << 32;
    EXPECT_EQ(snapshot.boolean("part", context, false), was) << unit;
    in += was ? 1 : 0;
  }
  EXPECT_GT(in, 150);
  EXPECT_EQ(process.run(process.store.history("part", {}, 10)).at(0).actor, "system");
  EXPECT_EQ(process.run(process.store.find("part"))->revision, 1);

  const auto undone = postgres::migrate_down(
      database.url(), {postgres::migrations(), audit::migrations(), migrations()}, "flags", 1, 10s);
  ASSERT_TRUE(undone);
  EXPECT_EQ(database.sql("SELECT key, enabled, share FROM flags ORDER BY key"),
            "all|t|100000\nnone|t|0\noff|f|20000\npart|t|20000");
}

}  // namespace
}  // namespace tenstone::flags
