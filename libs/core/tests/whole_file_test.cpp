#include "tenstone/core/whole_file.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <iterator>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace tenstone {
namespace {
namespace fs = std::filesystem;

class WholeFile : public ::testing::Test {
 protected:
  WholeFile() {
    std::string name = fs::temp_directory_path() / "wholeXXXXXX";
    folder_ = mkdtemp(name.data());
    file_ = folder_ / "file";
  }
  ~WholeFile() override { fs::remove_all(folder_); }
  std::string text() const {
    std::ifstream in(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  mode_t mode() const {
    struct stat status{};
    EXPECT_EQ(lstat(file_.c_str(), &status), 0);
    return status.st_mode;
  }
  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder_)) all.push_back(entry.path().filename());
    std::ranges::sort(all);
    return all;
  }

  fs::path folder_, file_;
};

TEST_F(WholeFile, HoldsTheBytesUnderItsNameAlone) {
  const std::string bytes("a\0b\n", 4);
  ASSERT_TRUE(write_whole_file(file_, bytes, 0600));
  EXPECT_EQ(text(), bytes);
  EXPECT_EQ(mode() & 07777U, 0600U);
  ASSERT_TRUE(write_whole_file(file_, "", 0400));
  EXPECT_EQ(text(), "");
  EXPECT_EQ(mode() & 07777U, 0400U);
  EXPECT_EQ(names(), std::vector<std::string>{"file"});
}

// A disk that fills up, as far as a process can have one of its own.
class NoRoom {
 public:
  explicit NoRoom(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit most{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &most);
  }
  ~NoRoom() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  sighandler_t handler_;
};

TEST_F(WholeFile, StaysAsItWasWhenTheNewOneHasNoRoom) {
  ASSERT_TRUE(write_whole_file(file_, "old", 0600));
  const Result<void> written = [&] {
    const NoRoom most(1000);
    return write_whole_file(file_, std::string(5000, 'x'), 0600);
  }();
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, "file_unwritable");
  EXPECT_EQ(written.error().detail, file_.string() + " cannot be written: File too large");
  EXPECT_EQ(text(), "old");
  EXPECT_EQ(names(), std::vector<std::string>{"file"});
}

TEST_F(WholeFile, IsNotWrittenWhereItsNameIsAFolderOrItsFolderIsMissing) {
  fs::create_directories(file_ / "something");
  EXPECT_FALSE(write_whole_file(file_, "x", 0600));
  EXPECT_EQ(names(), std::vector<std::string>{"file"});
  const auto missing = write_whole_file(folder_ / "no" / "file", "x", 0600);
  EXPECT_TRUE(missing.error().detail.ends_with("No such file or directory")) << missing.error().detail;
}

TEST_F(WholeFile, ReplacesALinkAndLeavesItsTarget) {
  const fs::path target = folder_ / "target";
  std::ofstream(target) << "mine";
  for (const char* name : {"file", "file.part", "file.new"}) fs::create_symlink(target, folder_ / name);
  ASSERT_TRUE(write_whole_file(file_, "new", 0600));
  EXPECT_TRUE(S_ISREG(mode()));
  std::ifstream in(target);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "mine");
}

// Each writer's bytes are of one letter and of a length of its own.
constexpr std::size_t kBytes = 100'000;
constexpr int kWriters = 3, kRounds = 20;

bool write_often(const fs::path& file, char first) {
  std::vector<std::jthread> threads;
  std::array<bool, kWriters> good{};
  for (int i = 0; i < kWriters; ++i)
    threads.emplace_back([&, i] {
      const auto letter = static_cast<char>(first + i);
      const std::string bytes(kBytes + static_cast<std::size_t>(letter) * 100, letter);
      good.at(static_cast<std::size_t>(i)) = true;
      for (int round = 0; round < kRounds; ++round)
        if (!write_whole_file(file, bytes, 0600)) good.at(static_cast<std::size_t>(i)) = false;
    });
  threads.clear();
  return std::ranges::all_of(good, std::identity());
}

bool is_whole(const std::string& text) {
  return !text.empty() && text.size() == kBytes + static_cast<std::size_t>(text[0]) * 100 &&
         text.find_first_not_of(text[0]) == text.npos;
}

TEST_F(WholeFile, IsOneWritersWholeHoweverManyThreadsAndProcessesWrite) {
  ASSERT_TRUE(write_whole_file(file_, std::string(kBytes + 'a' * 100, 'a'), 0600));
  std::vector<pid_t> writers;
  for (const char first : {'a', 'k'}) {
    const pid_t pid = fork();
    ASSERT_GE(pid, 0);
    if (pid == 0) _exit(write_often(file_, first) ? 0 : 1);
    writers.push_back(pid);
  }
  for (const pid_t pid : writers) {
    int status = 0;
    pid_t ended = 0;
    while ((ended = waitpid(pid, &status, WNOHANG)) == 0) ASSERT_TRUE(is_whole(text()));
    EXPECT_EQ(ended, pid);
    EXPECT_EQ(status, 0) << "a writer was refused";
  }
  EXPECT_TRUE(is_whole(text()));
  EXPECT_EQ(names(), std::vector<std::string>{"file"});
}

}  // namespace
}  // namespace tenstone
