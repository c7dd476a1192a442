#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <spdlog/common.h>  // before the queue, which does not include what it uses
#include <spdlog/details/mpmc_blocking_q.h>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tenstone/core/fd.hpp"

namespace tenstone::logging {

// A bounded queue of lines and the one thread that writes them to a descriptor. The queue is spdlog's: when it is full,
// the oldest line makes room.
class Writer {
 public:
  explicit Writer(Fd fd);
  ~Writer();  // writes what waits, for at most 1 s
  Writer(const Writer&) = delete;

  void push(std::string line);                                      // with its line end
  void push_and_wait(std::string line, std::chrono::milliseconds);  // until written or lost, at most so long
  std::uint64_t lost();

 private:
  struct Line {
    std::string text;  // empty: stop
    std::optional<std::promise<void>> written;
  };
  void run();
  void add(Line line);
  void flush();
  std::size_t write(std::string_view text);
  bool wait_until_writable();

  Fd fd_;
  bool regular_ = false;  // a file: never waits, and takes a line whole
  bool torn_ = false;     // the last line was lost halfway
  std::string batch_;     // lines that go out in one write, while there are more of them than writes
  std::size_t lines_ = 0;
  std::vector<std::promise<void>> waiting_;
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::int64_t> give_up_at_{0};  // on the steady clock; 0: not yet stopping
  spdlog::details::mpmc_blocking_queue<Line> queue_;
  std::thread thread_;
};

}  // namespace tenstone::logging
