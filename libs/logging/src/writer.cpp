#include "writer.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "tenstone/logging/rotation.hpp"

namespace tenstone::logging {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kQueueLines = 8192;
constexpr auto kDrainAtStop = 1s;
constexpr auto kTogether = 1ms;  // lines that follow each other so closely go out together
// poll(2) promises room for so much in a pipe: PIPE_BUF of Linux. Such a write does not block.
constexpr std::size_t kUnblockedBytes = 4096;
constexpr std::size_t kBatchBytes = 64 * 1024;  // of a file

std::int64_t ticks(std::chrono::steady_clock::time_point time) { return time.time_since_epoch().count(); }

}  // namespace

Writer::Writer(Fd fd, Loss loss, Fault fault, std::string path)
    : loss_(std::move(loss)), fault_(std::move(fault)), path_(std::move(path)), queue_(kQueueLines) {
  take(std::move(fd));
  thread_ = std::thread([this] { run(); });
}

Fd Writer::open_file(const std::string& path) {
  return Fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
}

void Writer::take(Fd fd) {
  fd_ = std::move(fd);
  struct stat status{};
  regular_ = fstat(fd_.get(), &status) == 0 && S_ISREG(status.st_mode);
  torn_ = false;
}

void Writer::follow_path() {
  if (opened_ == openings.load() || path_.empty()) return;
  opened_ = openings.load();
  if (Fd fd = open_file(path_))
    take(std::move(fd));
  else if (fault_)
    fault_(errno);
}

Writer::~Writer() {
  give_up_at_ = ticks(std::chrono::steady_clock::now() + kDrainAtStop);
  queue_.enqueue({});  // waits for room, but no longer than the writer gives each line now
  thread_.join();
}

void Writer::push(std::string line) {
  queue_.enqueue_nowait(std::move(line));
  queued_.fetch_add(1);
  pushed_lines.fetch_add(1);
}

std::uint64_t Writer::lost() { return failed_ + queue_.overrun_counter(); }

void Writer::run() {
  // Signals belong to other threads. SIGPIPE stays pending here, and write(2) says EPIPE.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  std::string line;
  std::uint64_t settled = 0;
  auto flushed = std::chrono::steady_clock::now();
  for (bool stopped = false; !stopped;) {
    if (!queue_.dequeue_for(line, 1h)) continue;
    // Where lines come fast, nobody waits at the queue meanwhile, so that who pushes need not wake anybody.
    if (!line.empty() && std::chrono::steady_clock::now() - flushed < kTogether) std::this_thread::sleep_for(kTogether);
    std::uint64_t queued = 0;
    do {
      stopped = line.empty();
      if (!stopped) add(line);
      queued = queued_.load();  // before the queue is found empty: all of these have come out of it
    } while (!stopped && queue_.dequeue_for(line, 0ms));
    flush();
    settled_lines.fetch_add(queued - settled);
    settled = queued;
    flushed = std::chrono::steady_clock::now();
  }
  say_lost();
}

// Whole lines, so that those of two processes on one pipe do not mix.
void Writer::add(const std::string& line) {
  if (batch_.size() + line.size() > (regular_ ? kBatchBytes : kUnblockedBytes)) flush();
  batch_ += line;
  ++lines_;
}

void Writer::flush() {
  say_lost();
  if (lines_ == 0) return;
  failed_.fetch_add(lines_ - std::min(lines_, put(batch_)), std::memory_order_relaxed);
  batch_.clear();
  lines_ = 0;
}

// Again and again until it is written.
void Writer::say_lost() {
  const std::uint64_t all = lost();
  if (all == said_ || !loss_) return;
  std::string line = loss_(all - said_);
  if (put(line) > 0) said_ = all;
}

// How many of the lines were written whole.
std::size_t Writer::put(std::string& lines) {
  follow_path();
  const bool torn = torn_;
  if (torn) lines.insert(0, "\n");
  const std::string_view written = std::string_view(lines).substr(0, write(lines));
  if (written.empty()) return 0;
  torn_ = !written.ends_with('\n');
  return static_cast<std::size_t>(std::ranges::count(written, '\n')) - (torn ? 1 : 0);
}

// How many bytes of it were.
std::size_t Writer::write(std::string_view text) {
  std::size_t written = 0;
  while (written < text.size()) {
    if (!regular_ && !wait_until_writable()) break;
    const std::size_t most = regular_ ? text.size() : kUnblockedBytes;
    const auto next = text.substr(written, most);
    const ssize_t done = ::write(fd_.get(), next.data(), next.size());
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done < 0) {
      if (!std::exchange(failing_, true) && fault_) fault_(errno);
      break;
    }
    written += static_cast<std::size_t>(done);
  }
  if (written == text.size()) failing_ = false;
  return written;
}

// A reader that is only slow is waited for, until the log stops; meanwhile the queue sheds its oldest lines.
bool Writer::wait_until_writable() {
  for (;;) {
    const auto give_up_at = give_up_at_.load();
    const bool last = give_up_at != 0 && ticks(std::chrono::steady_clock::now()) >= give_up_at;
    pollfd ready{fd_.get(), POLLOUT, 0};
    if (poll(&ready, 1, last ? 0 : 20) > 0) return true;  // also POLLERR: write(2) then says what
    if (last) return false;
  }
}

void open_files_again() { Writer::open_again(); }

}  // namespace tenstone::logging
