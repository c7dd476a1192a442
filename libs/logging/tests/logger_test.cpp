#include "tenstone/logging/logger.hpp"

#include <algorithm>
#include <fcntl.h>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

#include "tenstone/core/fd.hpp"
#include "tenstone/logging/rotation.hpp"

namespace tenstone::logging {
namespace {
using namespace std::chrono_literals;

struct FixedClock final : Clock {
  Time now() const override { return Time(1'795'335'300s + 7us); }  // 2026-11-22T08:15:00Z and a little
};
constexpr const char* kHead = R"({"time":"2026-11-22T08:15:00.000007Z","level":")";

std::string new_file() {
  std::string name = ::testing::TempDir() + "logXXXXXX";
  const Fd fd(mkstemp(name.data()));
  return name;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> all;
  for (std::string line; std::getline(in, line);) all.push_back(line);
  return all;
}

bool is_file_failed(const std::string& line) { return line.contains("log.file_failed"); }

struct LogFileCopy {
  ~LogFileCopy() { unlink(path.c_str()); }
  const std::string path = new_file();
};

class LogFile : public ::testing::Test {
 protected:
  void SetUp() override { path = new_file(); }
  void TearDown() override { unlink(path.c_str()); }
  Logger open(Level level = Level::Info) {
    return make({.level = level, .destination = path, .process = "api"}, clock);
  }
  std::vector<std::string> lines() const { return lines_of(path); }
  FixedClock clock;
  std::string path;
};

TEST_F(LogFile, HoldsOneObjectALineWithEveryKindOfValue) {
  open().info("job.retried", {{"job", Uuid{}},
                              {"queue", std::string("default")},
                              {"why", "a \"b\"\n\\"},
                              {"attempt", 2},
                              {"size", std::uint64_t{18'446'744'073'709'551'615U}},
                              {"ratio", 0.5},
                              {"none", 0.0 / 0.0},
                              {"last", false},
                              {"at", clock.now()},
                              {"pause", 1500ms},
                              {"took", 1234us}});
  EXPECT_THAT(lines(),
              ::testing::ElementsAre(
                  std::string(kHead) +
                  R"(info","event":"job.retried","process":"api","job":"00000000-0000-0000-0000-000000000000",)"
                  R"("queue":"default","why":"a \"b\"\n\\","attempt":2,"size":18446744073709551615,)"
                  R"("ratio":0.5,"none":null,"last":false,"at":"2026-11-22T08:15:00.000007Z",)"
                  R"("pause_ms":1500,"took_ms":1.234})"));
}

TEST_F(LogFile, BindsContextInOrderAndLeavesTheParentAlone) {
  {
    const Logger log = open();
    const Logger job = log.with({{"request_id", "r1"}}).with({{"job", "j1"}});
    job.warn("job.late", {{"attempt", 1}});
    log.error("disk.full");
  }
  EXPECT_THAT(lines(), ::testing::ElementsAre(
                           std::string(kHead) +
                               R"(warn","event":"job.late","process":"api","request_id":"r1","job":"j1","attempt":1})",
                           std::string(kHead) + R"(error","event":"disk.full","process":"api"})"));
}

TEST_F(LogFile, ChangesItsLevelAtRunTimeForAllHandles) {
  {
    const Logger log = open();
    const Logger bound = log.with({{"job", "j1"}});
    bound.debug("not.seen");
    EXPECT_FALSE(bound.enabled(Level::Debug));
    log.set_level(Level::Debug);
    bound.debug("is.seen");
    log.set_level(Level::Error);
    bound.warn("not.seen");
  }
  EXPECT_THAT(lines(), ::testing::ElementsAre(::testing::HasSubstr("is.seen")));
}

TEST_F(LogFile, IsOpenedAgainByItsPathWhenAskedAfterARename) {
  const std::string old = path + ".1", copy = new_file();
  {
    const Logger log = make({.destination = path, .process = "api", .file = copy}, clock);
    log.info("before.rename");
    const auto deadline = std::chrono::steady_clock::now() + 10s;
    while ((lines().empty() || lines_of(copy).empty()) && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    ASSERT_EQ(rename(path.c_str(), old.c_str()), 0);
    ASSERT_EQ(unlink(copy.c_str()), 0);
    open_files_again();
    log.info("after.rename");
  }
  EXPECT_THAT(lines_of(old), ::testing::ElementsAre(::testing::HasSubstr("before.rename")));
  EXPECT_THAT(lines(), ::testing::ElementsAre(::testing::HasSubstr("after.rename")));
  EXPECT_THAT(lines_of(copy), ::testing::ElementsAre(::testing::HasSubstr("after.rename")));
  unlink(old.c_str());
  unlink(copy.c_str());
}

// A pipe whose reader stands still until it is asked.
class LogPipe : public LogFile {
 protected:
  void SetUp() override {
    LogFile::SetUp();
    unlink(path.c_str());
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    reader = Fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    ASSERT_EQ(fcntl(reader.get(), F_SETPIPE_SZ, 4096), 4096);
  }
  // All that has been written until all writers are gone.
  std::string read_all() const {
    fcntl(reader.get(), F_SETFL, 0);
    std::string all;
    char block[4096];
    for (ssize_t n; (n = read(reader.get(), block, sizeof block)) > 0;) all.append(block, static_cast<std::size_t>(n));
    return all;
  }
  Fd reader;
};

TEST_F(LogPipe, AnErrorDoesNotWaitForAReaderThatStandsStill) {
  std::optional<Logger> log = open();
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 200; ++i) log->error("disk.full", {{"n", i}});
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
  std::string got;
  std::jthread reads([&] { got = read_all(); });
  log.reset();
  reads.join();
  EXPECT_EQ(std::ranges::count(got, '\n'), 200);
}

TEST_F(LogPipe, SaysWhatWasLostAsSoonAsItCan) {
  std::optional<Logger> log = open();
  for (int i = 0; i < 10'000; ++i) log->error("disk.full", {{"n", i}});
  const std::uint64_t lost = log->lost();
  EXPECT_GT(lost, 1000U);
  std::string got;
  std::jthread reads([&] { got = read_all(); });
  log.reset();
  reads.join();
  const std::string head = std::string(kHead) + R"(warn","event":"log.lost","process":"api","lines":)";
  std::uint64_t said = 0;
  for (auto at = got.find(head); at != got.npos; at = got.find(head, at + 1))
    said += std::stoull(got.substr(at + head.size()));
  EXPECT_EQ(said, lost);
}

TEST_F(LogFile, NeverMixesTheLinesOfThreads) {
  constexpr int kThreads = 4, kEach = 500;
  {
    const Logger log = open();
    std::vector<std::jthread> threads;
    for (int i = 0; i < kThreads; ++i)
      threads.emplace_back([of_thread = log.with({{"thread", i}})] {
        for (int n = 0; n < kEach; ++n) of_thread.info("line.written", {{"n", n}, {"text", std::string(100, 'x')}});
        of_thread.set_level(Level::Info);
      });
    threads.clear();
    EXPECT_EQ(log.lost(), 0U);
  }
  const auto all = lines();
  ASSERT_EQ(all.size(), std::size_t{kThreads * kEach});
  for (const std::string& line : all) {
    EXPECT_TRUE(line.starts_with(kHead));
    EXPECT_TRUE(line.ends_with("x\"}"));
  }
}

TEST(Logger, SaysHowToFixAFileThatCannotBeOpened) {
  const FixedClock clock;
  try {
    make({.destination = "/nowhere/at/all.log"}, clock);
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "log_unwritable");
    EXPECT_THAT(failure.error().message, ::testing::HasSubstr("/nowhere/at/all.log: No such file or directory"));
  }
}

TEST(Logger, WithoutADestinationDiscards) {
  const Logger log;
  log.with({{"a", 1}}).error("nothing.happens");
  EXPECT_FALSE(log.enabled(Level::Error));
}

TEST_F(LogFile, IsWrittenBesideTheDestination) {
  LogFileCopy copy;
  {
    const Logger log = make({.destination = path, .process = "api", .file = copy.path}, clock);
    log.debug("too.low");
    log.info("first.line");
    log.with({{"job", "j1"}}).warn("second.line");
  }
  EXPECT_EQ(lines().size(), 2U);
  EXPECT_EQ(lines_of(copy.path), lines());
}

TEST_F(LogFile, SaysOnceThatTheOneBesideItIsOnAFullDisk) {
  const Logger log = make({.destination = path, .process = "api", .file = "/dev/full"}, clock);
  for (std::uint64_t i = 1; i <= 3; ++i) {
    log.info("line.written", {{"number", i}});
    while (log.lost() < i) std::this_thread::yield();
  }
  const auto failed = [this] { return std::ranges::count_if(lines(), is_file_failed); };
  while (lines().size() < 4) std::this_thread::yield();
  EXPECT_EQ(failed(), 1);
  EXPECT_THAT(lines(), ::testing::Contains(std::string(kHead) +
                                           R"(error","event":"log.file_failed","process":"api","file":"/dev/full",)"
                                           R"("error":"No space left on device"})"));
}

TEST_F(LogFile, MustBeThereWhenItIsNamed) {
  try {
    make({.destination = path, .process = "api", .file = "/nowhere/api.log"}, clock);
    FAIL() << "it was opened";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, kLogUnwritable.name());
    EXPECT_NE(failure.error().message.find("/nowhere/api.log"), std::string::npos);
  }
}

}  // namespace
}  // namespace tenstone::logging
