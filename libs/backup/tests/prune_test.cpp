#include "tenstone/backup/prune.hpp"

#include "temporary_repository.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/backup/verify.hpp"

namespace tenstone::backup {
namespace {

using std::chrono::hours;

std::uint64_t stored(const TemporaryRepository& repository) {
  std::uint64_t bytes = 0;
  for (const auto& pack : repository.files("packs")) bytes += std::filesystem::file_size(pack);
  return bytes;
}

void expect_whole(const TemporaryRepository& repository) {
  const auto report = verify(*repository);
  ASSERT_TRUE(report);
  for (const Damage& damage : report->damages) ADD_FAILURE() << damage.what;
}

PruneReport pruned(const TemporaryRepository& repository) {
  auto report = prune(*repository);
  EXPECT_TRUE(report) << report.error().message << report.error().detail;
  return report ? *report : PruneReport{};
}

TEST(Forget, RemovesAVersionButNotTheNewestAndNoPin) {
  const TemporaryRepository repository;
  for (const char* bytes : {"a", "b", "c"}) ASSERT_TRUE(repository.take(bytes));
  EXPECT_EQ(repository->forget({"shop", 3}).error().code, "backup_version_newest");
  EXPECT_EQ(repository->forget({"shop", 4}).error().code, "backup_version_missing");
  ASSERT_TRUE(repository->pin({"shop", 1}, true));
  EXPECT_EQ(repository->forget({"shop", 1}).error().code, "backup_version_pinned");
  ASSERT_TRUE(repository->forget({"shop", 2}));
  EXPECT_EQ(repository->versions()->size(), 2U);
  ASSERT_TRUE(repository->pin({"shop", 1}, false));
  ASSERT_TRUE(repository->forget({"shop", 1}));
  EXPECT_EQ(repository.files("versions").size(), 1U) << "the notes went too";
  EXPECT_EQ(repository.take("d")->number, 4U);
}

TEST(Retained, TellsPinsAndDrills) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository.take("b"));
  ASSERT_TRUE(repository->pin({"shop", 1}, true));
  ASSERT_TRUE(repository->record_drill({.version = "shop@2"}));
  const auto all = repository->retained("shop");
  ASSERT_TRUE(all);
  EXPECT_TRUE((*all)[0].pinned && !(*all)[0].drilled_at);
  EXPECT_TRUE(!(*all)[1].pinned && (*all)[1].drilled_at);
  EXPECT_EQ((*all)[1].taken_at, repository.clock.now());
}

TEST(Prune, DeletesADayAfterItMarked) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take(filled(3 << 20, 1)));
  ASSERT_TRUE(repository.take(filled(2 << 20, 2)));
  ASSERT_TRUE(repository->forget({"shop", 1}));
  const auto before = stored(repository);
  EXPECT_EQ(pruned(repository).marked, 1U);
  repository.clock.advance(kPruneDelay - hours(1));
  EXPECT_EQ(pruned(repository).deleted, 0U);
  EXPECT_EQ(stored(repository), before);
  repository.clock.advance(hours(1));
  const PruneReport report = pruned(repository);
  EXPECT_EQ(report.deleted, 1U);
  EXPECT_EQ(report.marked, 0U);
  EXPECT_EQ(report.freed_bytes, before - stored(repository));
  EXPECT_GT(report.freed_bytes, 3U << 20);
  expect_whole(repository);
  EXPECT_EQ(*repository.bytes({"shop", 2}), filled(2 << 20, 2));
}

TEST(Prune, RewritesAPackOnlyWhenMoreThanHalfIsDead) {
  TemporaryRepository repository;
  const std::string most = filled(4 << 20, 1), rest = filled(1 << 20, 2);
  ASSERT_TRUE(repository.take(most + rest));
  ASSERT_TRUE(repository.take(most));
  ASSERT_TRUE(repository->forget({"shop", 1}));
  EXPECT_EQ(pruned(repository).marked, 0U) << "a fifth is dead";
  ASSERT_TRUE(repository.take(rest));
  ASSERT_TRUE(repository->forget({"shop", 2}));
  EXPECT_GE(pruned(repository).marked, 1U);
  repository.clock.advance(kPruneDelay);
  const PruneReport report = pruned(repository);
  EXPECT_GE(report.rewritten, 1U);
  EXPECT_LT(stored(repository), 3U << 20);
  expect_whole(repository);
  EXPECT_EQ(*repository.bytes({"shop", 3}), rest);
}

TEST(Prune, SparesWhatABackupUsedMeanwhile) {
  TemporaryRepository repository;
  const std::string bytes = filled(1 << 20, 1);
  ASSERT_TRUE(repository.take(bytes));
  ASSERT_TRUE(repository.take("other"));
  ASSERT_TRUE(repository->forget({"shop", 1}));
  EXPECT_EQ(pruned(repository).marked, 1U);
  const auto again = repository.take(bytes);
  EXPECT_LT(repository.manifest(*again).new_bytes, 1000U);
  repository.clock.advance(kPruneDelay);
  EXPECT_EQ(pruned(repository).deleted, 0U);
  EXPECT_EQ(*repository.bytes(*again), bytes);
}

TEST(Prune, DeletesNothingWhileABackupRuns) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository.take("b"));
  ASSERT_TRUE(repository->forget({"shop", 1}));
  pruned(repository);
  repository.clock.advance(kPruneDelay);
  {
    const auto taking = repository->take("other");
    EXPECT_EQ(prune(*repository).error().code, "backup_locked");
  }
  EXPECT_EQ(pruned(repository).deleted, 1U);
}

TEST(Prune, DeletesNothingWhenItIsCancelled) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository.take("b"));
  ASSERT_TRUE(repository->forget({"shop", 1}));
  pruned(repository);
  repository.clock.advance(kPruneDelay);
  for (const std::string_view phase : {"check", "rewrite"}) {
    std::stop_source stop;
    const auto report = prune(*repository, {.on_progress =
                                                [&](const Progress& progress) {
                                                  if (progress.phase == phase) stop.request_stop();
                                                },
                                            .stop = stop.get_token()});
    ASSERT_FALSE(report) << phase;
    EXPECT_TRUE(report.error().is(kBackupCancelled));
  }
  EXPECT_EQ(repository.files("packs").size(), 2U);
  EXPECT_EQ(pruned(repository).deleted, 1U);
}

TEST(Drills, KeepsTheLastTwentyOfEachDatabase) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository.take("a", "other"));
  EXPECT_TRUE(repository->drills("shop")->empty());
  for (std::uint64_t rows = 1; rows <= 23; ++rows)
    ASSERT_TRUE(repository->record_drill({.version = "shop@1", .rows = rows}));
  const auto kept = repository->drills("shop");
  ASSERT_EQ(kept->size(), 20U);
  EXPECT_EQ(kept->front().rows, 23U);
  EXPECT_EQ(kept->back().rows, 4U);
  EXPECT_TRUE(repository->drills("other")->empty());
  EXPECT_EQ(repository->versions()->size(), 2U);
}

TEST(Drills, WithDifferencesDoNotCountForTheRetention) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository->record_drill({.version = "shop@1", .differences = {{"public", "rows", "is missing"}}}));
  EXPECT_FALSE(repository->retained("shop")->front().drilled_at);
  EXPECT_EQ(repository->drills("shop")->front().differences.at(0).what, "is missing");
  EXPECT_EQ(repository->record_drill({.version = "shop@2"}).error().code, "backup_version_missing");
}

TEST(Drills, BeginAnewWhenTheirFileIsDamaged) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository->record_drill({.version = "shop@1"}));
  flip(repository.folder() / "versions/shop/drills", 300);
  EXPECT_EQ(repository->drills("shop").error().code, "backup_damaged");
  ASSERT_TRUE(repository->record_drill({.version = "shop@1", .rows = 7}));
  EXPECT_EQ(repository->drills("shop")->size(), 1U);
}

TEST(Prune, DeletesNothingWhenAManifestIsDamaged) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take("a"));
  ASSERT_TRUE(repository.take("b"));
  flip(repository.folder() / "versions/shop/1", 300);
  EXPECT_EQ(prune(*repository).error().code, "backup_damaged");
  EXPECT_FALSE(std::filesystem::exists(repository.folder() / "marks"));
}

TEST(Prune, RemovesWhatNoIndexNames) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take(filled(1 << 20, 1)));
  std::filesystem::remove_all(repository.folder() / "versions/shop");
  std::filesystem::remove(repository.files("index").at(0));
  EXPECT_EQ(pruned(repository).marked, 1U);
  repository.clock.advance(kPruneDelay);
  EXPECT_EQ(pruned(repository).deleted, 1U);
  EXPECT_TRUE(repository.files("packs").empty());
}

}  // namespace
}  // namespace tenstone::backup
