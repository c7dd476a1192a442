#include "tenstone/backup/answers.hpp"

#include "temporary_repository.hpp"
#include "tenstone/backup/status.hpp"

namespace tenstone::backup {
namespace {

using std::chrono::hours;

TEST(FindVersion, KnowsTheNewestAndTheNewestDrilled) {
  const TemporaryRepository repository;
  EXPECT_TRUE(find_version(*repository, "shop@latest").error().is(kBackupVersionMissing));
  const auto first = repository.take("one");
  ASSERT_TRUE(repository.take("two"));
  EXPECT_TRUE(find_version(*repository, "shop@latest-drilled").error().is(kBackupVersionMissing));
  ASSERT_TRUE(repository->record_drill({.version = "shop@1", .started_at = repository.clock.now()}));
  EXPECT_EQ(find_version(*repository, "shop@latest")->number, 2U);
  EXPECT_EQ(find_version(*repository, "shop@latest-drilled"), *first);
  EXPECT_EQ(find_version(*repository, "shop@7")->number, 7U);
  for (const char* wrong : {"shop", "shop@", "shop@0", "shop@new"})
    EXPECT_TRUE(find_version(*repository, wrong).error().is(kBackupInvalidVersion)) << wrong;
}

TEST(ListVersions, TheNewestComesFirstAndADamagedOneHidesNoOther) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("one"));
  ASSERT_TRUE(repository.take("two"));
  ASSERT_TRUE(repository.take("three", "other"));
  ASSERT_TRUE(repository->pin({"shop", 2}, true));
  flip(repository.folder() / "versions" / "shop" / "1", 400);
  const auto all = list_versions(*repository);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->items.size(), 3U);
  EXPECT_EQ(all->items[0].version, "other@1");
  EXPECT_EQ(all->items[1].version, "shop@2");
  EXPECT_TRUE(all->items[1].pinned);
  EXPECT_FALSE(all->items[1].damaged);
  EXPECT_EQ(all->items[2].version, "shop@1");
  EXPECT_TRUE(all->items[2].damaged);
  EXPECT_EQ(list_versions(*repository, "shop")->items.size(), 2U);
  EXPECT_TRUE(list_versions(*repository, "none")->items.empty());
}

TEST(ListVersions, OpensAManifestAgainOnlyWhenItsFileHasChanged) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("one"));
  EXPECT_FALSE(list_versions(*repository)->items.at(0).damaged);
  const auto manifest = repository.folder() / "versions" / "shop" / "1";
  const auto written = std::filesystem::last_write_time(manifest);
  flip(manifest, 400);
  std::filesystem::last_write_time(manifest, written);
  EXPECT_FALSE(list_versions(*repository)->items.at(0).damaged) << "it is in memory";
  std::filesystem::last_write_time(manifest, written + hours(1));
  EXPECT_TRUE(list_versions(*repository)->items.at(0).damaged);
}

TEST(ListVersions, SaysWhatHasChangedAboutAVersion) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("one"));
  EXPECT_FALSE(list_versions(*repository)->items.at(0).pinned);
  ASSERT_TRUE(repository->pin({"shop", 1}, true));
  EXPECT_TRUE(list_versions(*repository)->items.at(0).pinned);
}

TEST(DescribeVersion, IsWhatWasTaken) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("one"));
  const auto details = describe_version(*repository, {"shop", 1});
  ASSERT_TRUE(details);
  EXPECT_EQ(details->tables, 1U);
  EXPECT_EQ(details->table_list.at(0).name, "rows");
  EXPECT_EQ(details->total_bytes, 3U);
  const std::string json = validation::to_json(*details);
  for (const char* member : {R"("version":"shop@1")", R"("drilled_at":null)", R"("table_list":[{"schema":"public")"})
    EXPECT_TRUE(json.contains(member)) << json;
  EXPECT_TRUE(describe_version(*repository, {"shop", 2}).error().is(kBackupVersionMissing));
}

TEST(Retention, ForgetsWhatThePlanDoesNotKeep) {
  TemporaryRepository repository;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(repository.take(std::to_string(i)));
    repository.clock.advance(hours(1));
  }
  ASSERT_TRUE(repository->pin({"shop", 2}, true));
  const RetentionPolicy policy{
      .last = 1, .hourly = 0, .daily = 0, .weekly = 0, .monthly = 0, .yearly = 0, .within = hours(0)};
  const Time now = repository.clock.now();
  const auto plan = retention_plan(*repository, "shop", policy, now);
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->items.size(), 4U);
  EXPECT_EQ(plan->items[0].version, "shop@4");
  EXPECT_TRUE(plan->items[0].keep);
  EXPECT_EQ(list_versions(*repository, "shop")->items.size(), 4U);
  const auto applied = apply_retention(*repository, "shop", policy, now);
  ASSERT_TRUE(applied);
  EXPECT_EQ(applied->forgotten, (std::vector<std::string>{"shop@1", "shop@3"}));
  EXPECT_TRUE(retention_plan(*repository, "none", policy, now).error().is(kBackupVersionMissing));
}

TEST(Status, NamesDatabasesWithoutVersionsAndTheLastDrill) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take("one"));
  ASSERT_TRUE(repository->record_drill({.version = "shop@1",
                                        .started_at = repository.clock.now(),
                                        .differences = {{"public", "rows", "has other values"}}}));
  repository.clock.advance(hours(27));
  const std::vector<std::string> databases = {"new"};
  const auto status = status_of(*repository, Settings(), databases, repository.clock.now());
  ASSERT_TRUE(status);
  ASSERT_EQ(status->databases.size(), 2U);
  EXPECT_EQ(status->databases[0].database, "new");
  EXPECT_FALSE(status->databases[0].newest);
  EXPECT_TRUE(status->databases[0].overdue);
  EXPECT_EQ(status->databases[1].newest->version, "shop@1");
  EXPECT_EQ(status->databases[1].age_seconds, 27 * 3600);
  EXPECT_TRUE(status->databases[1].overdue);
  EXPECT_EQ(status->databases[1].last_drill->differences.size(), 1U);
  EXPECT_EQ(status->repository.packs, 1U);
  EXPECT_GT(status->repository.bytes, 0U);
}

}  // namespace
}  // namespace tenstone::backup
