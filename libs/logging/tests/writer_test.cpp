#include "writer.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <memory>
#include <sstream>
#include <thread>
#include <unistd.h>

namespace tenstone::logging {
namespace {
using namespace std::chrono_literals;

struct Pipe {
  explicit Pipe(int flags = 0) {
    int ends[2];
    EXPECT_EQ(pipe2(ends, O_CLOEXEC | flags), 0);
    reader = Fd(ends[0]);
    writer = Fd(ends[1]);
  }
  Fd reader, writer;
};

TEST(Writer, CountsLinesAndLivesOnWhenTheReaderIsGone) {
  Pipe pipe;
  pipe.reader.reset();
  Writer writer(std::move(pipe.writer));
  for (int i = 0; i < 3; ++i) writer.push("lost\n");
  while (writer.lost() < 3) std::this_thread::yield();
}

TEST(Writer, CountsLinesAndLivesOnWhenTheDiskIsFull) {
  Writer writer(Fd(open("/dev/full", O_WRONLY | O_CLOEXEC)));
  writer.push("lost\n");
  while (writer.lost() < 1) std::this_thread::yield();
}

TEST(Writer, ShedsTheOldestLinesOfAReaderThatStandsStillAndStopsAllTheSame) {
  const Pipe pipe;
  const auto start = std::chrono::steady_clock::now();
  {
    Writer writer{Fd(dup(pipe.writer.get()))};
    for (int i = 0; i < 20'000; ++i) writer.push(std::string(99, 'x') + "\n");
    EXPECT_GT(writer.lost(), 10'000U);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - start, 10s);
}

// All that comes out of a pipe until its writer is gone.
std::string read_all(const Fd& reader) {
  std::string all;
  char block[4096];
  for (ssize_t n; (n = read(reader.get(), block, sizeof block)) > 0;) all.append(block, static_cast<std::size_t>(n));
  return all;
}

TEST(Writer, SaysInTheLogHowManyLinesWereLost) {
  Pipe pipe;
  const auto loss = [](std::uint64_t lines) { return "lost " + std::to_string(lines) + "\n"; };
  auto writer = std::make_unique<Writer>(std::move(pipe.writer), loss);
  for (int i = 0; i < 20'000; ++i) writer->push(std::string(99, 'x') + "\n");
  const std::uint64_t lost = writer->lost();
  EXPECT_GT(lost, 10'000U);
  std::string got;
  std::jthread reader([&] { got = read_all(pipe.reader); });
  writer.reset();
  reader.join();
  std::istringstream lines(got);
  std::uint64_t written = 0, said = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("lost "))
      said += std::stoull(line.substr(5));
    else
      ++written;
  }
  EXPECT_EQ(said, lost);
  EXPECT_EQ(written + lost, 20'000U);
}

// What waits goes out together, in whole lines. A pipe of O_DIRECT keeps writes apart.
TEST(Writer, WritesTogetherWhatHasWaited) {
  Pipe pipe(O_DIRECT);
  ASSERT_EQ(fcntl(pipe.writer.get(), F_SETPIPE_SZ, 4096), 4096);
  ASSERT_EQ(write(pipe.writer.get(), std::string(4096, 'f').data(), 4096), 4096);
  Writer writer(std::move(pipe.writer));
  std::string pushed;
  for (int i = 100; i < 300; ++i) {
    pushed += std::to_string(i) + "\n";
    writer.push(std::to_string(i) + "\n");
  }
  const auto next = [&] {
    char block[8192];
    const ssize_t size = read(pipe.reader.get(), block, sizeof block);
    return std::string(block, size > 0 ? static_cast<std::size_t>(size) : 0);
  };
  ASSERT_EQ(next(), std::string(4096, 'f'));
  std::string got;
  int writes = 0;
  for (; got.size() < pushed.size(); ++writes) {
    const std::string some = next();
    ASSERT_TRUE(some.ends_with('\n')) << some;
    got += some;
  }
  EXPECT_EQ(got, pushed);
  EXPECT_LE(writes, 10);
}

TEST(Writer, WritesALongLineWhole) {
  Pipe pipe;
  const std::string line = std::string(1'000'000, 'y') + "\n";
  std::string got;
  std::jthread reader([&] { got = read_all(pipe.reader); });
  {
    Writer writer(std::move(pipe.writer));
    writer.push(line);
  }
  reader.join();
  EXPECT_EQ(got, line);
}

}  // namespace
}  // namespace tenstone::logging
