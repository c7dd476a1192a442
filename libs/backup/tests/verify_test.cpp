#include "tenstone/backup/verify.hpp"

#include <random>

#include "open_repository.hpp"
#include "pack.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

VerifyReport verified(const TemporaryRepository& repository, VerifyShare share = {}) {
  auto report = verify(*repository, {.share = share});
  EXPECT_TRUE(report) << report.error().message << report.error().detail;
  return report ? *std::move(report) : VerifyReport{};
}

// Two databases; the versions of `shop` share most of their chunks.
void fill(const TemporaryRepository& repository) {
  ASSERT_TRUE(repository.take(rows(100'000)));
  ASSERT_TRUE(repository.take(rows(100'000, 50'000)));
  ASSERT_TRUE(repository.take(filled(3 << 20, 1), "other"));
}

TEST(Verify, FindsNothingInAWholeRepository) {
  const TemporaryRepository repository;
  fill(repository);
  const VerifyReport report = verified(repository);
  EXPECT_EQ(report.versions, 3U);
  EXPECT_EQ(report.packs, 3U);
  EXPECT_GT(report.chunks, 200U);
  EXPECT_GT(report.bytes, 3U << 20);
  EXPECT_TRUE(report.damages.empty());
  EXPECT_EQ(report.unused_packs, 0U);
}

TEST(Verify, SharesCoverAllPacks) {
  const TemporaryRepository repository;
  for (int seed = 0; seed < 12; ++seed) ASSERT_TRUE(repository.take(filled(10'000, static_cast<std::uint64_t>(seed))));
  std::uint64_t packs = 0;
  for (std::uint64_t part = 0; part < 5; ++part) packs += verified(repository, {.part = part, .of = 5}).packs;
  EXPECT_EQ(packs, 12U);
}

TEST(Verify, ReportsTheSameWithAnyNumberOfThreads) {
  const TemporaryRepository repository;
  for (int seed = 0; seed < 12; ++seed) ASSERT_TRUE(repository.take(filled(10'000, static_cast<std::uint64_t>(seed))));
  for (const std::size_t pack : {3, 7}) flip(repository.files("packs").at(pack), 3000);
  std::vector<std::vector<std::string>> reports;
  for (const unsigned workers : {1, 2, 5}) {
    std::uint64_t read = 0;
    const auto report = verify(*repository, {.workers = workers, .on_progress = [&](const Progress& progress) {
                                               EXPECT_LE(progress.done, progress.total);
                                               if (progress.phase == "read") read = progress.done;
                                             }});
    ASSERT_TRUE(report);
    EXPECT_EQ(report->bytes, read);
    EXPECT_EQ(report->packs, 12U);
    EXPECT_EQ(report->versions_hit.size(), 2U);
    auto& damages = reports.emplace_back();
    for (const Damage& damage : report->damages) damages.push_back(damage.what);
  }
  EXPECT_EQ(reports[1], reports[0]);
  EXPECT_EQ(reports[2], reports[0]);
  std::uint64_t stored = 0;
  for (const auto& pack : repository.files("packs")) stored += std::filesystem::file_size(pack);
  EXPECT_EQ(verified(repository).bytes, stored);
}

TEST(Verify, EndsWhenItIsCancelled) {
  const TemporaryRepository repository;
  fill(repository);
  for (const std::string_view phase : {"read", "check"}) {
    std::stop_source stop;
    const auto report = verify(*repository, {.on_progress =
                                                 [&](const Progress& progress) {
                                                   if (progress.phase == phase) stop.request_stop();
                                                 },
                                             .stop = stop.get_token()});
    ASSERT_FALSE(report) << phase;
    EXPECT_TRUE(report.error().is(kBackupCancelled));
  }
  EXPECT_TRUE(repository.files("locks").empty());
}

TEST(Verify, NamesTheVersionsThatNeedAMissingPack) {
  const TemporaryRepository repository;
  fill(repository);
  std::filesystem::path largest;
  for (const auto& pack : repository.files("packs"))
    if (largest.empty() || std::filesystem::file_size(pack) > std::filesystem::file_size(largest)) largest = pack;
  std::filesystem::remove(largest);
  const VerifyReport report = verified(repository);
  ASSERT_FALSE(report.damages.empty());
  EXPECT_TRUE(report.damages[0].what.contains(largest.filename().string()));
  EXPECT_EQ(report.versions_hit, std::vector{(Version{"other", 1})});
}

TEST(Verify, DamageInAnyShareIsFoundWithinAllShares) {
  const TemporaryRepository repository;
  fill(repository);
  const auto pack = repository.files("packs").at(1);
  flip(pack, std::filesystem::file_size(pack) * 4);
  std::size_t runs = 0;
  for (std::uint64_t part = 0; part < 7; ++part)
    runs += verified(repository, {.part = part, .of = 7}).damages.empty() ? 0 : 1;
  EXPECT_EQ(runs, 1U);
}

TEST(Verify, FindsAMissingIndexAndADamagedManifest) {
  const TemporaryRepository repository;
  fill(repository);
  std::filesystem::remove(repository.files("index").at(0));
  EXPECT_FALSE(verified(repository).versions_hit.empty());
  EXPECT_EQ(verified(repository).unused_packs, 1U);
  const TemporaryRepository second;
  fill(second);
  // A manifest cannot stand for another version.
  std::filesystem::copy_file(second.folder() / "versions/shop/1", second.folder() / "versions/shop/2",
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_EQ(verified(second).versions_hit, std::vector{(Version{"shop", 2})});
}

TEST(Verify, FindsEveryFlippedBit) {
  const TemporaryRepository repository;
  fill(repository);
  ASSERT_TRUE(repository->pin({"shop", 1}, true));
  ASSERT_TRUE(repository->record_drill({.version = "shop@2"}));
  const auto files = repository.files();
  std::mt19937_64 random(std::random_device{}());
  for (int flips = 0; flips < 20; ++flips) {
    const auto& file = files[random() % files.size()];
    const std::uint64_t bit = random() % (std::filesystem::file_size(file) * 8);
    flip(file, bit);
    const auto opened = Repository::open(repository.folder(), repository.key(), repository.clock);
    const auto report = opened ? verify(*opened) : Result<VerifyReport>(opened.error());
    const bool found = !opened || (report && !report->damages.empty());
    EXPECT_TRUE(found) << "bit " << bit << " of " << file;
    // What is not said to be hit can be read.
    if (report)
      for (const Version& version : {Version{"shop", 1}, Version{"shop", 2}, Version{"other", 1}})
        if (std::ranges::find(report->versions_hit, version) == report->versions_hit.end() &&
            !file.string().contains("/index/"))
          EXPECT_TRUE(repository.bytes(version)) << to_string(version) << " after bit " << bit << " of " << file;
    flip(file, bit);
  }
  EXPECT_TRUE(verified(repository).damages.empty());
}

TEST(Pack, CanBeReadWithoutIndexAndTrailer) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take(rows(50'000)));
  const auto file = repository.files("packs").at(0);
  std::ifstream stream(file, std::ios::binary);
  const std::string pack(std::istreambuf_iterator<char>(stream), {});
  const Keys& keys = repository->opened()->keys;
  const PackId id = *id_from_hex<PackId>(file.filename().string());
  const auto all = PackOpener(keys, id).trailer(pack);
  ASSERT_TRUE(all);
  EXPECT_EQ(scan_pack(keys, id, pack.substr(0, pack.size() - 20)), *all);
  std::string damaged = pack;
  damaged[(*all)[1].offset + 60] ^= 1;
  EXPECT_EQ(scan_pack(keys, id, damaged).size(), all->size() - 1);
}

}  // namespace
}  // namespace tenstone::backup
