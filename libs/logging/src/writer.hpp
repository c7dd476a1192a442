#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <spdlog/common.h>  // before the queue, which does not include what it uses
#include <spdlog/details/mpmc_blocking_q.h>
#include <string>
#include <string_view>
#include <thread>

#include "tenstone/core/fd.hpp"

namespace tenstone::logging {

// A bounded queue of lines and the one thread that writes them to a descriptor. The queue is spdlog's: when it is full,
// the oldest line makes room. From any thread.
class Writer {
 public:
  // Makes the line, with its end, that says how many were lost since the last such line. Called on the writing thread.
  using Loss = std::function<std::string(std::uint64_t lines)>;
  // Takes the errno of a write that failed, once until all is written again. Called on the writing thread.
  using Fault = std::function<void(int error)>;

  // `path`: of the file, which open_again() opens; "" for what is no file.
  explicit Writer(Fd fd, Loss loss = {}, Fault fault = {}, std::string path = {});
  ~Writer();  // writes what waits, for at most 1 s
  Writer(const Writer&) = delete;

  void push(std::string line);  // with its line end; never waits for the descriptor
  std::uint64_t lost();

  static Fd open_file(const std::string& path);  // to append to; empty: errno says why
  // Each writer of a file opens it again before its next write.
  static void open_again() { openings.fetch_add(1); }

  // How many lines have been pushed in this process, and for how many of them nothing more can be done: they are
  // written or lost. For signal handlers: a writer that settles late is not waited for by lock.
  static std::uint64_t pushed() { return pushed_lines.load(); }
  static std::uint64_t settled() { return settled_lines.load(); }

 private:
  void run();
  void take(Fd fd);
  void follow_path();
  void add(const std::string& line);
  void flush();
  void say_lost();
  std::size_t put(std::string& lines);
  std::size_t write(std::string_view text);
  bool wait_until_writable();

  static inline std::atomic<std::uint64_t> pushed_lines{0}, settled_lines{0}, openings{0};
  static_assert(std::atomic<std::uint64_t>::is_always_lock_free);

  Fd fd_;
  const Loss loss_;
  const Fault fault_;
  const std::string path_;
  std::uint64_t opened_ = openings.load();  // when fd_ was
  bool failing_ = false;                    // the last write did not write all
  bool regular_ = false;                    // a file: never waits, and takes a line whole
  bool torn_ = false;                       // the last line was lost halfway
  std::string batch_;                       // lines that go out in one write, while there are more of them than writes
  std::size_t lines_ = 0;
  std::uint64_t said_ = 0;  // of lost(), in the log
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::uint64_t> queued_{0};                     // lines that were put into the queue
  std::atomic<std::int64_t> give_up_at_{0};                  // on the steady clock; 0: not yet stopping
  spdlog::details::mpmc_blocking_queue<std::string> queue_;  // "": stop
  std::thread thread_;
};

}  // namespace tenstone::logging
