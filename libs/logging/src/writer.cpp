#include "writer.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

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

Writer::Writer(Fd fd) : fd_(std::move(fd)), queue_(kQueueLines) {
  struct stat status{};
  regular_ = fstat(fd_.get(), &status) == 0 && S_ISREG(status.st_mode);
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  give_up_at_ = ticks(std::chrono::steady_clock::now() + kDrainAtStop);
  queue_.enqueue(Line{});  // waits for room, but no longer than the writer gives each line now
  thread_.join();
}

void Writer::push(std::string line) { queue_.enqueue_nowait(Line{std::move(line), std::nullopt}); }

void Writer::push_and_wait(std::string line, std::chrono::milliseconds at_most) {
  std::promise<void> promise;
  const std::future<void> written = promise.get_future();  // also ready when the line is dropped: a broken promise
  queue_.enqueue_nowait(Line{std::move(line), std::move(promise)});
  written.wait_for(at_most);
}

std::uint64_t Writer::lost() { return failed_ + queue_.overrun_counter(); }

void Writer::run() {
  // Signals belong to other threads. SIGPIPE stays pending here, and write(2) says EPIPE.
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  Line line;
  auto flushed = std::chrono::steady_clock::now();
  for (bool stopped = false; !stopped;) {
    if (!queue_.dequeue_for(line, 1h)) continue;
    // Where lines come fast, nobody waits at the queue meanwhile, so that who pushes need not wake anybody.
    if (!line.text.empty() && std::chrono::steady_clock::now() - flushed < kTogether)
      std::this_thread::sleep_for(kTogether);
    do {
      stopped = line.text.empty();
      if (!stopped) add(std::move(line));
    } while (!stopped && queue_.dequeue_for(line, 0ms));
    flush();
    flushed = std::chrono::steady_clock::now();
  }
}

// Whole lines, so that those of two processes on one pipe do not mix.
void Writer::add(Line line) {
  if (batch_.size() + line.text.size() > (regular_ ? kBatchBytes : kUnblockedBytes)) flush();
  batch_ += line.text;
  ++lines_;
  if (line.written) waiting_.push_back(std::move(*line.written));
}

void Writer::flush() {
  if (lines_ == 0) return;
  if (torn_) batch_.insert(0, "\n");
  const std::string_view written = std::string_view(batch_).substr(0, write(batch_));
  const std::size_t whole = std::ranges::count(written, '\n') - (torn_ && !written.empty() ? 1 : 0);
  if (!written.empty()) torn_ = !written.ends_with('\n');
  failed_.fetch_add(lines_ - std::min(lines_, whole), std::memory_order_relaxed);
  for (std::promise<void>& waiting : waiting_) waiting.set_value();
  batch_.clear();
  waiting_.clear();
  lines_ = 0;
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
    if (done < 0) break;
    written += static_cast<std::size_t>(done);
  }
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

}  // namespace tenstone::logging
