#include "tenstone/postgres/migration.hpp"

#include "tenstone/postgres/blocking_connection.hpp"
#include "tenstone/postgres/clock.hpp"
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using State = MigrationState::State;

constexpr Migration kNotes[] = {
    {"notes", 1, "notes", "create table notes(id bigint);", "drop table notes;"},
    {"notes", 2, "titles", "alter table notes add title text; create index on notes(title);",
     "alter table notes drop title;"},
};
constexpr Migration kChanged[] = {{"notes", 1, "notes", "create table notes(id int);", ""}, kNotes[1]};
constexpr Migration kBroken[] = {
    kNotes[0], kNotes[1], {"notes", 3, "broken", "create table half(id int); select 1 / 0;", ""}};
constexpr Migration kFirst[] = {kNotes[0]};

class MigrationTest : public ::testing::Test {
 protected:
  MigrationTest() { test_.sql("drop schema tenstone"); }
  Result<std::vector<MigrationState>> up(std::span<const Migration> notes, std::chrono::milliseconds patience = 10s) {
    return migrate(test_.url(), {migrations(), notes}, patience);
  }
  // "clock+ keys+ notes?": applied and pending
  std::string status(std::span<const Migration> notes) {
    std::string text;
    const auto all = migration_status(test_.url(), {migrations(), notes});
    for (const MigrationState& row : all.value())
      text += row.name + (row.state == State::Applied   ? "+ "
                          : row.state == State::Pending ? "? "
                          : row.state == State::Changed ? "! "
                                                        : "x ");
    return text;
  }
  TestDatabase test_;
};

TEST_F(MigrationTest, GoesUpOnceAndDownStepByStep) {
  EXPECT_EQ(status(kNotes), "clock? keys? notes? titles? ");
  EXPECT_EQ(up(kNotes).value().size(), 4U);
  EXPECT_EQ(up(kNotes).value().size(), 0U);
  EXPECT_EQ(status(kNotes), "clock+ keys+ notes+ titles+ ");
  EXPECT_EQ(test_.sql("select count(*) from tenstone.notes where title is null"), "0");
  const auto down = migrate_down(test_.url(), {migrations(), kNotes}, "notes", 1, 10s);
  ASSERT_TRUE(down);
  EXPECT_EQ(down->at(0).name, "titles");
  EXPECT_EQ(status(kNotes), "clock+ keys+ notes+ titles? ");
  ASSERT_TRUE(migrate_down(test_.url(), {migrations(), kNotes}, "notes", 9, 10s));
  EXPECT_EQ(status(kNotes), "clock+ keys+ notes? titles? ");
  ASSERT_TRUE(migrate_down(test_.url(), {migrations(), kNotes}, "postgres", 9, 10s));
  EXPECT_EQ(test_.sql("select to_regproc('tenstone.now') is null and to_regclass('tenstone.keys') is null"), "t");
}

TEST_F(MigrationTest, AFailedOneIsRolledBackAndNamed) {
  const auto result = up(kBroken);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "migration_failed");
  EXPECT_THAT(result.error().message,
              HasSubstr("notes 0003_broken failed and was rolled back: ERROR:  division by zero"));
  EXPECT_EQ(test_.sql("select to_regclass('tenstone.half') is null"), "t");
  EXPECT_EQ(status(kBroken), "clock+ keys+ notes+ titles+ broken? ");
}

TEST_F(MigrationTest, ANewerSchemaIsRefusedByName) {
  ASSERT_TRUE(up(kNotes));
  const auto result = up(kFirst);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "schema_newer");
  EXPECT_THAT(result.error().message, HasSubstr("notes 0002_titles"));
  EXPECT_EQ(status(kFirst), "clock+ keys+ notes+ titlesx ");
}

TEST_F(MigrationTest, AChangedOneAndAGapAreRefused) {
  ASSERT_TRUE(up(kNotes));
  EXPECT_THAT(up(kChanged).error().message, HasSubstr("notes 0001_notes was changed after it was applied"));
  test_.sql("delete from tenstone.schema_migrations where name = 'notes'");
  const auto gap = up(kNotes);
  ASSERT_FALSE(gap);
  EXPECT_EQ(gap.error().code, "schema_diverged");
  EXPECT_THAT(gap.error().message, HasSubstr("notes 0001_notes was never applied"));
}

TEST_F(MigrationTest, OfManyAtOnceOneMigrates) {
  std::vector<std::future<Result<std::vector<MigrationState>>>> all;
  for (int i = 0; i < 6; ++i) all.push_back(std::async(std::launch::async, [&] { return up(kNotes); }));
  std::size_t applied = 0;
  for (auto& one : all) applied += one.get().value().size();
  EXPECT_EQ(applied, 4U);
}

TEST_F(MigrationTest, WhoWaitsTooLongForAnotherIsTold) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(PQconnectdb(test_.url().c_str()), PQfinish);
  PQclear(PQexec(holder.get(), "select pg_advisory_lock(8387231323201171045)"));
  const auto result = up(kNotes, 50ms);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "migration_locked");
}

TEST_F(MigrationTest, TheClockIsInlinedAndAReplacedOneIsSeen) {
  ASSERT_TRUE(up({}));
  EXPECT_EQ(test_.sql("explain (verbose, costs off) select tenstone.now()"), "Result");
  const std::string plan = test_.sql(
      "create function pg_temp.plan() returns text language plpgsql as $$ declare line text; lines text := ''; begin "
      "for line in execute 'explain (verbose, costs off) select tenstone.now()' loop lines := lines || line; end loop; "
      "return lines; end $$; select pg_temp.plan()");
  EXPECT_THAT(plan, HasSubstr("Output: now()"));
  EXPECT_THAT(plan, ::testing::Not(HasSubstr("tenstone")));
  auto connection = BlockingConnection::open(test_.url(), 5s, "test");
  ASSERT_TRUE(connection);
  EXPECT_FALSE(clock_is_replaced(*connection).value());
  test_.sql(
      "create or replace function tenstone.now() returns timestamptz language sql stable parallel safe as "
      "'select pg_catalog.now() + interval ''5 min'''");
  EXPECT_TRUE(clock_is_replaced(*connection).value());
}

}  // namespace
}  // namespace tenstone::postgres
