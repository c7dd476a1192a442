#include "tenstone/backup/repository.hpp"

#include <sys/stat.h>
#include <thread>

#include "temporary_repository.hpp"

namespace tenstone::backup {
namespace {

mode_t mode_of(const std::filesystem::path& path) {
  struct stat status{};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 0777;
}

TEST(Repository, GivesBackWhatWasStored) {
  const TemporaryRepository repository;
  for (const std::string& bytes : {std::string(), std::string("one row\n"), rows(20'000), filled(5 << 20, 7)}) {
    const auto version = repository.take(bytes);
    ASSERT_TRUE(version) << version.error().detail;
    const auto again = repository.bytes(*version);
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(*again, bytes);
  }
}

TEST(Repository, NumbersTheVersionsOfEachDatabase) {
  const TemporaryRepository repository;
  EXPECT_EQ(to_string(*repository.take("a")), "shop@1");
  EXPECT_EQ(to_string(*repository.take("b")), "shop@2");
  EXPECT_EQ(to_string(*repository.take("c", "My \"Shop\"/..")), "My \"Shop\"/..@1");
  EXPECT_EQ(repository->versions()->size(), 3U);
  EXPECT_EQ((*repository->newest("shop"))->number, 2U);
  EXPECT_FALSE(*repository->newest("other"));
  EXPECT_EQ(*repository.bytes({"My \"Shop\"/..", 1}), "c");
}

TEST(Repository, StoresTheSameBytesOnce) {
  const TemporaryRepository repository;
  const std::string bytes = filled(8 << 20, 1);
  const Manifest first = repository.manifest(*repository.take(bytes));
  EXPECT_EQ(first.total_bytes, bytes.size());
  EXPECT_GT(first.new_bytes, bytes.size());
  const Manifest second = repository.manifest(*repository.take(bytes, "copy"));
  EXPECT_EQ(second.new_bytes, 0U);
}

TEST(Repository, AChangedRowAddsLittle) {
  const TemporaryRepository repository;
  const Manifest first = repository.manifest(*repository.take(rows(200'000)));
  const Manifest second = repository.manifest(*repository.take(rows(200'000, 100'000)));
  EXPECT_LT(second.new_bytes, first.new_bytes / 20);
  EXPECT_LT(first.new_bytes, first.total_bytes * 2 / 3) << "compressed";
}

TEST(Repository, WritersWorkSideBySide) {
  const TemporaryRepository repository;
  auto taking = repository->take("shop");
  std::array<Stream, 4> streams;
  std::array<std::string, 4> texts;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      texts[i] = filled(6 << 20, i / 2);  // each text twice
      auto writer = taking->stream();
      for (std::size_t at = 0; at < texts[i].size(); at += 65'000)
        EXPECT_TRUE(writer.write(std::string_view(texts[i]).substr(at, 65'000)));
      streams[i] = writer.finish().value();
    });
  threads.clear();
  const auto version = taking->commit({.tables = {{.streams = {streams.begin(), streams.end()}}}});
  ASSERT_TRUE(version);
  const auto reading = repository->read();
  const Manifest manifest = reading->manifest(*version).value();
  EXPECT_LT(manifest.new_bytes, 13U << 20);
  for (std::size_t i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      std::string all;
      auto reader = reading->stream(manifest.tables[0].streams[i]);
      for (auto piece = reader.next(); piece && !piece->empty(); piece = reader.next()) all += *piece;
      EXPECT_EQ(all, texts[i]);
    });
  threads.clear();
}

TEST(Repository, AStreamWithoutAByteHasTheHashOfANewOne) {
  const TemporaryRepository repository;
  auto taking = repository->take("shop");
  EXPECT_EQ(taking->stream().finish()->hash, Stream().hash);
}

TEST(Repository, RefusesAStreamWhoseHashIsAnother) {
  const TemporaryRepository repository;
  const Version version = repository.take(rows(1000)).value();
  const auto reading = repository->read();
  Stream stream = reading->manifest(version)->tables.at(0).streams.at(0);
  const auto last_error = [&] {
    auto reader = reading->stream(stream);
    auto piece = reader.next();
    while (piece && !piece->empty()) piece = reader.next();
    return piece ? std::string() : std::string(piece.error().code);
  };
  EXPECT_EQ(last_error(), "");
  stream.hash = kHashOfNothing;
  EXPECT_EQ(last_error(), "backup_damaged");
}

TEST(Repository, WithoutCommitNothingIsLeft) {
  const TemporaryRepository repository;
  {
    auto taking = repository->take("shop");
    auto writer = taking->stream();
    EXPECT_TRUE(writer.write(filled(18 << 20, 1)));
    EXPECT_EQ(repository.files("tmp").size(), 1U);
  }
  EXPECT_EQ(repository.files(), std::vector{repository.folder() / "config"});
  EXPECT_TRUE(repository->versions()->empty());
}

TEST(Repository, OnlyItsOwnerMayReadIt) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take(rows(1000)));
  EXPECT_EQ(mode_of(repository.folder()), 0700U);
  EXPECT_EQ(mode_of(repository.key()), 0600U);
  for (const auto& file : repository.files()) EXPECT_EQ(mode_of(file), 0600U) << file;
}

TEST(Repository, ShowsNothingOfTheData) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take(std::string(100, 'x') + "a secret that does not compress", "ledger"));
  for (const auto& file : repository.files()) {
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(stream), {});
    EXPECT_FALSE(bytes.contains("a secret")) << file;
    EXPECT_FALSE(bytes.contains("ledger")) << file;
  }
}

TEST(Repository, RefusesAFolderThatIsInUse) {
  const TemporaryRepository repository;
  const testing::FakeClock clock;
  const TemporaryFolder other;
  EXPECT_EQ(Repository::init(repository.folder(), other / "key", clock).error().code, "backup_repository_exists");
  EXPECT_EQ(Repository::init(other / "new", repository.key(), clock).error().code, "backup_key_exists");
  EXPECT_EQ(Repository::init(other / "new", other / "new/key", clock).error().code, "backup_key_invalid");
  EXPECT_EQ(Repository::open(other / "new", repository.key(), clock).error().code, "backup_repository_missing");
}

TEST(Repository, OpensWithItsKeyOnly) {
  const TemporaryRepository repository, other;
  ASSERT_TRUE(repository.take("rows"));
  EXPECT_TRUE(Repository::open(repository.folder(), repository.key(), repository.clock));
  EXPECT_EQ(Repository::open(repository.folder(), other.key(), other.clock).error().code, "backup_key_wrong");
  chmod(repository.key().c_str(), 0640);
  EXPECT_EQ(Repository::open(repository.folder(), repository.key(), other.clock).error().code, "backup_key_invalid");
}

TEST(Repository, OneBackupOfADatabaseAtATime) {
  const TemporaryRepository repository;
  const auto taking = repository->take("shop");
  const auto second = repository->take("shop");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, "backup_locked");
  EXPECT_TRUE(second.error().message.contains("a backup of shop has run since")) << second.error().message;
  EXPECT_TRUE(repository->take("other"));
  EXPECT_TRUE(repository->read());
}

TEST(Repository, WithoutItsLockNothingIsCommitted) {
  const TemporaryRepository repository;
  auto taking = repository->take("shop");
  auto writer = taking->stream();
  ASSERT_TRUE(writer.write(rows(10)));
  const auto stream = writer.finish();
  for (const auto& lock : repository.files("locks")) std::filesystem::remove(lock);
  EXPECT_EQ(taking->commit({.tables = {{.streams = {*stream}}}}).error().code, "backup_lock_lost");
  EXPECT_TRUE(repository->versions()->empty());
}

}  // namespace
}  // namespace tenstone::backup
