// Restores that are killed.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <sys/wait.h>

#include "source_database.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/drill.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/backup/swap.hpp"
#include "tenstone/backup/take.hpp"

namespace tenstone::backup {
namespace {
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;

class UnfinishedTest : public ::testing::Test {
 protected:
  // Another process that is killed as soon as it compares.
  void kill_in_the_middle(bool as_drill) const {
    const pid_t child = fork();
    if (child == 0) {
      testing::FakeClock clock;
      const auto repository = Repository::open(repository_.folder(), repository_.key(), clock);
      const RestoreOptions options{.url = testing::database_url(), .on_progress = [](const Progress& progress) {
                                     if (progress.phase == "compare") kill(getpid(), SIGKILL);
                                   }};
      if (as_drill)
        (void)drill(*repository, version_, clock, options);
      else
        (void)restore(*repository, version_, clock, options);
      _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status));
  }
  std::string left_behind() const {
    return sql_in("postgres",
                  "SELECT string_agg(datname, ' ') FROM pg_database WHERE starts_with(datname, 'tsdrill_') "
                  "OR starts_with(datname, " +
                      quote_literal(source_.name() + "__") + ")");
  }

  TemporaryRepository repository_;
  SourceDatabase source_{"CREATE TABLE t (n int); INSERT INTO t VALUES (1), (2)"};
  RestoreOptions options_{.url = testing::database_url()};
  Version version_ = value_of(take(*repository_, repository_.clock, {.url = source_.url()}));
};

TEST_F(UnfinishedTest, ADatabaseThatWasNotRestoredToItsEndSaysSoAndIsNeverSwapped) {
  kill_in_the_middle(false);
  const std::string left = left_behind();
  EXPECT_THAT(left, EndsWith("_unfinished"));
  const auto swapped = swap(testing::database_url(), source_.name(), left, repository_.clock);
  ASSERT_FALSE(swapped);
  EXPECT_TRUE(swapped.error().is(kBackupDatabaseUnfinished));
  EXPECT_EQ(source_.sql("SELECT count(*) FROM t"), "2");
}

TEST_F(UnfinishedTest, TheNextRestoreDropsWhatAKilledOneLeft) {
  kill_in_the_middle(false);
  kill_in_the_middle(true);
  const auto restored = value_of(restore(*repository_, version_, repository_.clock, options_));
  EXPECT_EQ(left_behind(), restored.database);
  kill_in_the_middle(true);
  EXPECT_TRUE(value_of(drill(*repository_, version_, repository_.clock, options_)).differences.empty());
  EXPECT_EQ(left_behind(), restored.database) << "what is finished stays";
  sql_in("postgres", "DROP DATABASE " + quote_identifier(restored.database));
}

TEST_F(UnfinishedTest, ARestoreThatRunsIsLeftAlone) {
  RestoreOptions watched = options_;
  bool drilled = false;
  watched.on_progress = [&](const Progress& progress) {
    if (progress.phase != "finish") return;
    drilled = drill(*repository_, version_, repository_.clock, options_).has_value();
  };
  const auto restored = value_of(restore(*repository_, version_, repository_.clock, watched));
  EXPECT_TRUE(drilled);
  EXPECT_EQ(sql_in(restored.database, "SELECT count(*) FROM t"), "2");
  sql_in("postgres", "DROP DATABASE " + quote_identifier(restored.database));
}

// As long as it lives, PostgreSQL refuses to drop the database; then it is dropped.
class Undroppable {
 public:
  explicit Undroppable(std::string name) : name_(std::move(name)) { set(true); }
  ~Undroppable() {
    set(false);
    sql_in("postgres", "DROP DATABASE " + quote_identifier(name_));
  }
  Undroppable(const Undroppable&) = delete;
  const std::string& name() const { return name_; }

 private:
  void set(bool refused) const {
    sql_in("postgres", "ALTER DATABASE " + quote_identifier(name_) + " IS_TEMPLATE " + (refused ? "true" : "false"));
  }
  std::string name_;
};

TEST_F(UnfinishedTest, WhatAKilledOneLeftAndCannotBeDroppedIsNamed) {
  kill_in_the_middle(true);
  const Undroppable stuck(left_behind());
  const auto restored = restore(*repository_, version_, repository_.clock, options_);
  ASSERT_TRUE(restored) << restored.error().detail;
  EXPECT_THAT(repository_.warnings, ElementsAre(HasSubstr("\"" + stuck.name() + "\"")));
  sql_in("postgres", "DROP DATABASE " + quote_identifier(restored->database));
}

TEST_F(UnfinishedTest, ADrillWhoseDatabaseCannotBeDroppedNamesIt) {
  std::optional<Undroppable> stuck;
  options_.on_progress = [&](const Progress& progress) {
    if (progress.phase == "compare" && !stuck) stuck.emplace(left_behind());
  };
  const auto report = drill(*repository_, version_, repository_.clock, options_);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_TRUE(report->differences.empty());
  EXPECT_EQ(report->database, stuck->name());
  EXPECT_THAT(repository_.warnings, ElementsAre(HasSubstr("\"" + stuck->name() + "\"")));
  EXPECT_EQ(value_of(repository_->drills(source_.name())).size(), 1U) << "the report is kept";
}

}  // namespace
}  // namespace tenstone::backup
