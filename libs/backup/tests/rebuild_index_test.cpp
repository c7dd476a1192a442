#include "tenstone/backup/rebuild_index.hpp"

#include "temporary_repository.hpp"
#include "tenstone/backup/run_errors.hpp"
#include "tenstone/backup/verify.hpp"

namespace tenstone::backup {
namespace {

class RebuildIndex : public ::testing::Test {
 protected:
  RebuildIndex() {
    EXPECT_TRUE(repository_.take(rows(100'000)));
    EXPECT_TRUE(repository_.take(rows(100'000, 50'000)));
    EXPECT_TRUE(repository_.take(filled(3 << 20, 1), "other"));
  }
  RebuildReport rebuilt() const {
    const auto report = rebuild_index(*repository_);
    EXPECT_TRUE(report) << report.error().message << report.error().detail;
    return report ? *report : RebuildReport{};
  }
  // All versions have the bytes that were stored.
  void expect_readable() const {
    const auto report = verify(*repository_);
    ASSERT_TRUE(report);
    for (const Damage& damage : report->damages) ADD_FAILURE() << damage.what;
    EXPECT_EQ(*repository_.bytes({"shop", 1}), rows(100'000));
    EXPECT_EQ(*repository_.bytes({"shop", 2}), rows(100'000, 50'000));
    EXPECT_EQ(*repository_.bytes({"other", 1}), filled(3 << 20, 1));
  }
  TemporaryRepository repository_;
};

TEST_F(RebuildIndex, ReplacesOneThatWasDeleted) {
  std::filesystem::remove_all(repository_.folder() / "index");
  const RebuildReport report = rebuilt();
  EXPECT_EQ(report.packs, 3U);
  EXPECT_GT(report.chunks, 200U);
  EXPECT_EQ(report.searched + report.unreadable, 0U);
  expect_readable();
}

TEST_F(RebuildIndex, ReplacesOneThatIsDamaged) {
  const auto damaged = repository_.files("index").at(1);
  flip(damaged, 1000);
  EXPECT_EQ(repository_->read().error().code, "backup_damaged");
  EXPECT_EQ(repository_->take("shop").error().code, "backup_damaged");
  rebuilt();
  EXPECT_FALSE(std::filesystem::exists(damaged));
  expect_readable();
  ASSERT_TRUE(repository_.take(rows(100'000)));
  EXPECT_LT(repository_.manifest({"shop", 3}).new_bytes, 1000U) << "all chunks are known again";
}

TEST_F(RebuildIndex, FindsTheChunksOfAPackWithoutItsList) {
  std::filesystem::remove(repository_.files("index").at(0));
  const auto pack = repository_.files("packs").at(0);
  std::filesystem::resize_file(pack, std::filesystem::file_size(pack) - 1);
  const RebuildReport report = rebuilt();
  EXPECT_EQ(report.packs, 3U);
  EXPECT_EQ(report.searched, 1U);
  EXPECT_TRUE(repository_.bytes({"shop", 1}));
  EXPECT_TRUE(repository_.bytes({"shop", 2}));
  EXPECT_TRUE(repository_.bytes({"other", 1}));
}

TEST_F(RebuildIndex, LeavesOutAPackThatIsNone) {
  std::ofstream(repository_.folder() / "packs/00112233445566778899aabbccddeeff") << std::string(5000, 'x');
  const RebuildReport report = rebuilt();
  EXPECT_EQ(report.packs, 3U);
  EXPECT_EQ(report.unreadable, 1U);
  expect_readable();
}

TEST_F(RebuildIndex, WaitsForNobodyAndDisturbsNobody) {
  const auto before = repository_.files("index");
  {
    const auto reading = repository_->read();
    EXPECT_EQ(rebuild_index(*repository_).error().code, "backup_locked");
  }
  std::stop_source stop;
  const auto cancelled = rebuild_index(
      *repository_, {.on_progress = [&](const Progress&) { stop.request_stop(); }, .stop = stop.get_token()});
  ASSERT_FALSE(cancelled);
  EXPECT_TRUE(cancelled.error().is(kBackupCancelled));
  EXPECT_EQ(repository_.files("index"), before);
  expect_readable();
}

}  // namespace
}  // namespace tenstone::backup
