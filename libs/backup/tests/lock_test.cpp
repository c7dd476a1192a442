#include "lock.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lock_file.hpp"
#include "temporary_repository.hpp"

namespace tenstone::backup {
namespace {

using std::chrono::seconds;

class LockTest : public ::testing::Test {
 protected:
  LockTest() {
    std::filesystem::create_directory(folder_ / "locks");
    std::filesystem::create_directory(folder_ / "tmp");
  }
  Result<Lock> acquire(Lock::Mode mode, std::string_view scope = "repository") {
    return Lock::acquire(folder_ / "", clock_, scope, mode, "a test");
  }
  std::vector<std::filesystem::path> files() {
    return {std::filesystem::directory_iterator(folder_ / "locks"), std::filesystem::directory_iterator()};
  }
  // As another machine would leave it.
  void write_foreign(bool exclusive) {
    LockRecord record{.scope = "repository", .exclusive = exclusive, .operation = "a prune", .host = "other"};
    record.place = "another boot", record.pid = 1;
    record.started_at = record.beat_at = clock_.now();
    std::ofstream(folder_ / "locks/foreign") << to_text(record);
  }

  TemporaryFolder folder_;
  testing::FakeClock clock_;
};

TEST_F(LockTest, ManyShareOneOwns) {
  {
    const auto one = acquire(Lock::Mode::Shared), two = acquire(Lock::Mode::Shared);
    EXPECT_TRUE(one && two);
    EXPECT_EQ(acquire(Lock::Mode::Exclusive).error().code, "backup_locked");
    EXPECT_TRUE(acquire(Lock::Mode::Exclusive, "another scope"));
    EXPECT_EQ(files().size(), 2U) << "a refusal leaves no file";
  }
  const auto owner = acquire(Lock::Mode::Exclusive);
  ASSERT_TRUE(owner);
  EXPECT_EQ(acquire(Lock::Mode::Shared).error().code, "backup_locked");
}

TEST_F(LockTest, SaysWhoHoldsIt) {
  write_foreign(true);
  const auto refused = acquire(Lock::Mode::Shared);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(
      refused.error().message.starts_with("a prune has run since 2027-01-15T08:00:00.000000Z in process 1 on other"))
      << refused.error().message;
}

TEST_F(LockTest, OfAnotherMachineIsFreeAfterTwoMinutesOfSilence) {
  write_foreign(true);
  clock_.advance(kStale);
  EXPECT_FALSE(acquire(Lock::Mode::Shared));
  clock_.advance(seconds(1));
  EXPECT_TRUE(acquire(Lock::Mode::Shared));
  EXPECT_TRUE(files().empty());
}

TEST_F(LockTest, OfADeadProcessIsFreeAtOnce) {
  const pid_t child = fork();
  if (child == 0) {
    const auto lock = acquire(Lock::Mode::Exclusive);
    _exit(lock ? 0 : 1);  // without any destructor
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(files().size(), 1U);
  EXPECT_TRUE(acquire(Lock::Mode::Exclusive));
}

TEST_F(LockTest, OfALivingProcessOfThisMachineIsNeverStale) {
  const auto lock = acquire(Lock::Mode::Exclusive);
  clock_.advance(std::chrono::hours(5));
  EXPECT_FALSE(acquire(Lock::Mode::Shared));
}

TEST_F(LockTest, AFileThatCannotBeReadCountsUntilItIsOld) {
  std::ofstream(folder_ / "locks/torn") << "{\"scope\":";
  std::filesystem::last_write_time(folder_ / "locks/torn", std::chrono::file_clock::from_sys(clock_.now()));
  EXPECT_FALSE(acquire(Lock::Mode::Shared));
  clock_.advance(kStale + seconds(1));
  EXPECT_TRUE(acquire(Lock::Mode::Shared));
}

TEST_F(LockTest, HeartbeatsKeepIt) {
  auto lock = acquire(Lock::Mode::Shared);
  const auto before = read_lock(files().front())->beat_at;
  for (int beats = 0; beats < 20; ++beats) {
    clock_.advance(kBeat);
    lock->beat();
    EXPECT_TRUE(lock->held());
  }
  EXPECT_EQ(read_lock(files().front())->beat_at - before, 20 * kBeat);
}

TEST_F(LockTest, WithoutHeartbeatsTheOwnerEndsBeforeOthersTakeIt) {
  auto lock = acquire(Lock::Mode::Shared);
  clock_.advance(kGivenUp);
  EXPECT_TRUE(lock->held());
  clock_.advance(seconds(1));
  EXPECT_EQ(lock->demand().error().code, "backup_lock_lost");
  lock->beat();
  EXPECT_FALSE(lock->held()) << "what was lost stays lost";
  static_assert(kGivenUp < kStale);
}

TEST_F(LockTest, AnOwnerWhoseFileWasRemovedEnds) {
  auto lock = acquire(Lock::Mode::Shared);
  std::filesystem::remove(files().front());
  lock->beat();
  EXPECT_FALSE(lock->held());
  EXPECT_TRUE(files().empty()) << "the file does not come back";
}

TEST_F(LockTest, ScratchFoldersGoWithTheirLock) {
  {
    const auto lock = acquire(Lock::Mode::Shared);
    std::ofstream(*lock->scratch() / "part") << "bytes";
    remove_left_behind(folder_ / "");
    EXPECT_TRUE(std::filesystem::exists(*lock->scratch() / "part"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "tmp"));
  std::filesystem::create_directory(folder_ / "tmp/gone");
  remove_left_behind(folder_ / "");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "tmp"));
}

}  // namespace
}  // namespace tenstone::backup
