// A writer that is killed at any moment, and a full disk: what was committed stays, the rest does not exist.
#include <csignal>
#include <random>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "open_repository.hpp"
#include "temporary_repository.hpp"
#include "tenstone/backup/prune.hpp"
#include "tenstone/backup/verify.hpp"

namespace tenstone::backup {
namespace {

std::string bytes_of_version(std::uint64_t number) {
  return filled(200'000, 1) + filled(100'000, number);  // most of it is in all versions
}

// Takes versions, forgets old ones and prunes, until it is killed. Writes a byte for each version that it committed.
[[noreturn]] void work(const TemporaryRepository& its, int pipe) {
  testing::FakeClock clock;
  const auto repository = Repository::open(its.folder(), its.key(), clock);
  for (;;) {
    const auto newest = repository->newest("shop");
    const std::uint64_t number = *newest ? (*newest)->number + 1 : 1;
    if (!its.take(bytes_of_version(number)) || write(pipe, "v", 1) != 1) _exit(1);
    if (number > 2 && !repository->forget({"shop", number - 2})) _exit(2);
    clock.advance(std::chrono::hours(13));
    if (number % 2 == 0 && !prune(*repository)) _exit(3);
  }
}

TEST(Failure, AKilledWriterLosesNothingThatWasCommitted) {
  const TemporaryRepository repository;
  std::mt19937_64 random(std::random_device{}());
  std::uint64_t committed = 0;
  for (int kills = 0; kills < 5; ++kills) {
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t writer = fork();
    if (writer == 0) work(repository, ends[1]);
    close(ends[1]);
    char byte = 0;
    const auto versions = random() % 4;
    for (std::uint64_t seen = 0; seen <= versions && read(ends[0], &byte, 1) == 1; ++seen) ++committed;
    usleep(static_cast<useconds_t>(random() % 60'000));  // the random moment
    kill(writer, SIGKILL);
    int status = 0;
    waitpid(writer, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
    while (read(ends[0], &byte, 1) == 1) ++committed;
    close(ends[0]);

    const auto report = verify(*repository);
    ASSERT_TRUE(report) << report.error().message;
    for (const Damage& damage : report->damages) ADD_FAILURE() << damage.what;
    const auto newest = repository->newest("shop");
    ASSERT_TRUE(newest && *newest);
    EXPECT_GE((*newest)->number, committed) << "what was committed exists";
    committed = (*newest)->number;
    for (const Version& version : *repository->versions())
      EXPECT_EQ(repository.bytes(version), bytes_of_version(version.number)) << to_string(version);
  }
  ASSERT_TRUE(repository.take("the end"));
  EXPECT_TRUE(repository.files("tmp").empty()) << "the next one removes what was left behind";
  EXPECT_TRUE(repository.files("locks").empty());
}

// Files of this process can have so many bytes at most, until the object goes: the system says EFBIG, which is, for a
// repository, a full disk.
class SmallFiles {
 public:
  explicit SmallFiles(rlim_t bytes) {
    getrlimit(RLIMIT_FSIZE, &before_);
    former_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit most{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &most);
  }
  ~SmallFiles() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, former_);
  }

 private:
  rlimit before_{};
  void (*former_)(int) = nullptr;
};

TEST(Failure, AFullDiskEndsTheBackupAndLeavesNothing) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("before"));
  const auto files = repository.files();
  for (const rlim_t bytes : {rlim_t{100}, rlim_t{5'000}, rlim_t{1 << 20}}) {
    const SmallFiles limit(bytes);
    const auto refused = repository.take(filled(18 << 20, bytes));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "backup_target_full") << refused.error().detail;
  }
  EXPECT_EQ(repository.files(), files);
  EXPECT_EQ(*repository.bytes({"shop", 1}), "before");
  EXPECT_EQ(repository.take("after")->number, 2U);
}

// What only reads goes on, and says that it has no lock.
void expect_readers_only(TemporaryRepository& repository) {
  repository.warnings.clear();
  EXPECT_EQ(repository.bytes({"shop", 1}), "before");
  const auto report = verify(*repository);
  ASSERT_TRUE(report) << report.error().detail;
  EXPECT_TRUE(report->damages.empty());
  ASSERT_EQ(repository.warnings.size(), 2U);
  for (const std::string& warning : repository.warnings)
    EXPECT_TRUE(warning.contains((repository.folder() / "locks").string())) << warning;
  EXPECT_FALSE(repository.take("after"));
  EXPECT_FALSE(prune(*repository));
  EXPECT_FALSE(repository->pin({"shop", 1}, true));
}

TEST(Failure, AFullDiskDoesNotKeepFromReading) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take("before"));
  const auto files = repository.files();
  const SmallFiles limit(100);
  expect_readers_only(repository);
  EXPECT_EQ(repository.files(), files);
}

TEST(Failure, ARepositoryThatMayNotBeWrittenToCanBeRead) {
  TemporaryRepository repository;
  ASSERT_TRUE(repository.take("before"));
  constexpr uid_t kNobody = 65534;
  const bool root = geteuid() == 0;  // root may write everywhere
  const auto above = repository.folder().parent_path();
  for (const auto& each : std::filesystem::recursive_directory_iterator(above))
    if (root) EXPECT_EQ(chown(each.path().c_str(), kNobody, kNobody), 0);
  if (root) EXPECT_EQ(chown(above.c_str(), kNobody, kNobody) + seteuid(kNobody), 0);
  for (const char* part : {"locks", "tmp"}) EXPECT_EQ(chmod((repository.folder() / part).c_str(), 0500), 0);
  expect_readers_only(repository);
  for (const char* part : {"locks", "tmp"}) EXPECT_EQ(chmod((repository.folder() / part).c_str(), 0700), 0);
  if (root) EXPECT_EQ(seteuid(0), 0);
}

TEST(Failure, AReaderWithoutALockStillSeesThatOthersHoldOne) {
  const TemporaryRepository repository;
  ASSERT_TRUE(repository.take("before"));
  const auto pruning = repository->opened()->lock(kWholeRepository, Lock::Mode::Exclusive, "a prune");
  ASSERT_TRUE(pruning);
  const SmallFiles limit(100);
  EXPECT_EQ(repository->read().error().code, "backup_locked");
}

TEST(Failure, ABackupWhoseWriterFailedCannotBeCommitted) {
  const TemporaryRepository repository;
  auto taking = repository->take("shop");
  const std::string bytes = filled(18 << 20, 1);
  auto failing = taking->stream();
  {
    const SmallFiles limit(1 << 20);
    EXPECT_EQ(failing.write(bytes).error().code, "backup_target_full");
  }
  EXPECT_EQ(failing.write("more").error().code, "backup_target_full");
  // Another writer would rely on the chunk that was not stored.
  EXPECT_EQ(taking->stream().write(bytes).error().code, "backup_target_full");
  EXPECT_EQ(taking->commit({}).error().code, "backup_target_full");
  EXPECT_TRUE(repository->versions()->empty());
}

}  // namespace
}  // namespace tenstone::backup
