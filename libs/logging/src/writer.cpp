#include "writer.hpp"

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
// poll(2) promises room for so much in a pipe: PIPE_BUF of Linux. Such a write does not block.
constexpr std::size_t kUnblockedBytes = 4096;

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
  for (;;) {
    Line line;
    if (!queue_.dequeue_for(line, 1h)) continue;
    if (line.text.empty()) return;
    if (!write(line.text)) failed_.fetch_add(1, std::memory_order_relaxed);
    if (line.written) line.written->set_value();
  }
}

bool Writer::write(std::string_view text) {
  const std::string apart = torn_ ? "\n" + std::string(text) : std::string();
  if (torn_) text = apart;
  const std::size_t whole = text.size();
  while (!text.empty()) {
    if (!regular_ && !wait_until_writable()) break;
    const ssize_t done =
        ::write(fd_.get(), text.data(), regular_ ? text.size() : std::min(text.size(), kUnblockedBytes));
    if (done < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (done < 0) break;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  if (text.size() != whole) torn_ = !text.empty();
  return text.empty();
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
