#include "tenstone/backup/settings.hpp"

#include <gtest/gtest.h>

#include "tenstone/config/table.hpp"

namespace tenstone::backup {
namespace {

struct Loaded {
  config::Table table;
  const Settings& settings = table.add<Settings>("backup");
  Result<void> load(std::initializer_list<std::pair<std::string, std::string>> pairs) {
    const std::vector<std::pair<std::string, std::string>> environment(pairs);
    return table.load({}, environment);
  }
};

TEST(BackupSettings, TakeNothingUnlessTheyAreSet) {
  Loaded loaded;
  ASSERT_TRUE(loaded.load({}));
  EXPECT_FALSE(loaded.settings.schedule.cron);
  EXPECT_TRUE(loaded.settings.drill.after_take);
  EXPECT_TRUE(loaded.settings.databases.names.empty());
  EXPECT_EQ(loaded.settings.retention().monthly, 12u);
  EXPECT_EQ(loaded.settings.retention().within, std::chrono::hours(48));
}

TEST(BackupSettings, AreReadFromTexts) {
  Loaded loaded;
  const auto read = loaded.load({{"TENSTONE_BACKUP_SCHEDULE", "0 3 * * *"},
                                 {"TENSTONE_BACKUP_DRILL", "0 5 * * SUN"},
                                 {"TENSTONE_BACKUP_DATABASES", "shop, blog"},
                                 {"TENSTONE_BACKUP_KEEP_WITHIN", "7d"},
                                 {"TENSTONE_BACKUP_KEEP_LAST", "0"}});
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(loaded.settings.schedule.cron->text(), "0 3 * * *");
  EXPECT_FALSE(loaded.settings.drill.after_take);
  EXPECT_EQ(loaded.settings.drill.cron->text(), "0 5 * * SUN");
  EXPECT_EQ(loaded.settings.databases.names, (std::vector<std::string>{"shop", "blog"}));
  EXPECT_EQ(loaded.settings.retention().within, std::chrono::days(7));
  EXPECT_EQ(loaded.settings.retention().last, 0u);
}

TEST(BackupSettings, AreShownAsTheyAreWritten) {
  Loaded loaded;
  ASSERT_TRUE(loaded.load({{"TENSTONE_BACKUP_DRILL", "never"}, {"TENSTONE_BACKUP_DATABASES", "a,b"}}));
  EXPECT_EQ(validation::to_json(loaded.settings.schedule), R"("never")");
  EXPECT_EQ(validation::to_json(loaded.settings.drill), R"("never")");
  EXPECT_EQ(validation::to_json(loaded.settings.databases), R"("a,b")");
  EXPECT_EQ(validation::to_json(DrillTimes()), R"("after")");
}

TEST(BackupSettings, RefuseWhatIsNoTimeAndNoNumber) {
  Loaded loaded;
  const auto read = loaded.load({{"TENSTONE_BACKUP_SCHEDULE", "after"}, {"TENSTONE_BACKUP_WORKERS", "0"}});
  ASSERT_FALSE(read);
  EXPECT_NE(read.error().message.find("TENSTONE_BACKUP_SCHEDULE"), std::string::npos) << read.error().message;
  EXPECT_NE(read.error().message.find("TENSTONE_BACKUP_WORKERS"), std::string::npos) << read.error().message;
}

TEST(BackupSettings, WithoutNamesTheDatabaseIsThatOfTheUrl) {
  EXPECT_EQ(databases_of({}, "postgres://app@db/shop").value(), std::vector<std::string>{"shop"});
  EXPECT_EQ(databases_of({}, "postgres://app@db").value(), std::vector<std::string>{"app"});
  EXPECT_EQ(databases_of({.databases = {{"blog"}}}, "postgres://app@db/shop").value(),
            std::vector<std::string>{"blog"});
  EXPECT_FALSE(databases_of({}, "postgres://%zz"));
}

}  // namespace
}  // namespace tenstone::backup
