#include "progress.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

namespace tenstone::cli {
namespace {

using std::chrono::steady_clock;

constexpr auto kSilent = std::chrono::seconds(1);
constexpr auto kPause = std::chrono::milliseconds(100);
constexpr auto kErase = "\r\x1b[K";

}  // namespace

std::string progress_bar(double share) {
  constexpr std::size_t kWidth = 20;
  const auto full = static_cast<std::size_t>(share * kWidth);
  return fmt::format("[{}{}] {:.0f} %", std::string(full, '#'), std::string(kWidth - full, '-'), share * 100);
}

std::string progress_line(std::uint64_t bytes, std::optional<std::uint64_t> total) {
  const auto megabytes = [](std::uint64_t of) { return static_cast<double>(of) / 1e6; };
  if (!total) return fmt::format("{:.1f} MB", megabytes(bytes));
  // A file may have grown since its size was asked for.
  const double share = *total == 0 ? 1 : std::min(1.0, static_cast<double>(bytes) / static_cast<double>(*total));
  return fmt::format("{}, {:.1f} of {:.1f} MB", progress_bar(share), megabytes(bytes), megabytes(*total));
}

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) == 1), next_(steady_clock::now() + kSilent) {}

void ProgressLine::show(const std::function<std::string()>& text) {
  if (!is_terminal_ || steady_clock::now() < next_) return;
  next_ = steady_clock::now() + kPause;
  is_shown_ |= write(kErase + text());
}

void ProgressLine::hide() {
  if (is_shown_ && write(kErase)) is_shown_ = false;
}

bool ProgressLine::write(const std::string& text) const {
  pollfd terminal{.fd = STDERR_FILENO, .events = POLLOUT, .revents = 0};
  return poll(&terminal, 1, 0) == 1 && (terminal.revents & POLLOUT) != 0 &&
         ::write(STDERR_FILENO, text.data(), text.size()) >= 0;
}

void Progress::done(std::uint64_t bytes) {
  bytes_ += bytes;
  line_.show([this] { return progress_line(bytes_, total_); });
}

}  // namespace tenstone::cli
