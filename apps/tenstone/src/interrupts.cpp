#include "interrupts.hpp"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace tenstone::cli {
namespace {

constexpr int kExitOfInterrupt = 1;
constexpr int kEnd = SIGUSR1;  // ends the watcher

// Signals that are ignored stay so: nohup, and shells that start a command in the background, want that.
sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, kEnd);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction now{};
    sigaction(number, nullptr, &now);
    if (now.sa_handler != SIG_IGN) sigaddset(&signals, number);
  }
  return signals;
}

}  // namespace

Interrupts::Interrupts() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

Interrupts::~Interrupts() {
  ended_ = true;
  pthread_kill(watcher_.native_handle(), kEnd);
  watcher_.join();
}

void Interrupts::watch() {
  const sigset_t signals = stop_signals();
  for (int number = 0; sigwait(&signals, &number) == 0 && !ended_;) {
    if (number == kEnd) continue;
    if (stopped()) _exit(kExitOfInterrupt);
    stop_.request_stop();
  }
}

}  // namespace tenstone::cli
