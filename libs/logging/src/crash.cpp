#include "tenstone/logging/crash.hpp"

#include <array>
#include <csignal>
#include <ctime>

#include "writer.hpp"

namespace tenstone::logging {
namespace {

constexpr std::array kCrashes{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
constexpr int kWaitMs = 250;

std::array<struct sigaction, kCrashes.size()> before;

// Only what signal-safety(7) lists. The writing thread does the work; a process that crashes by several threads at once
// comes here in each.
void wait_for_writer(int signal, siginfo_t* info, void* /*context*/) {
  const std::uint64_t pushed = Writer::pushed();
  for (int waited = 0; waited < kWaitMs && Writer::settled() < pushed; ++waited) {
    const timespec millisecond{0, 1'000'000};
    nanosleep(&millisecond, nullptr);
  }
  for (std::size_t i = 0; i < kCrashes.size(); ++i)
    if (kCrashes[i] == signal) sigaction(signal, &before[i], nullptr);
  // A fault happens again when this returns; what was sent (abort() sends, too) does not.
  if (info->si_code <= 0) raise(signal);
}

}  // namespace

void write_last_lines_in_a_crash() {
  struct sigaction action{};
  action.sa_sigaction = wait_for_writer;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kCrashes.size(); ++i) sigaction(kCrashes[i], &action, &before[i]);
}

}  // namespace tenstone::logging
