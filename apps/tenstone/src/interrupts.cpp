#include "interrupts.hpp"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace tenstone::cli {
namespace {

constexpr int kExitOfInterrupt = 1;

sigset_t watched() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, number);
  return signals;
}

}  // namespace

Interrupts::Interrupts() {
  const sigset_t signals = watched();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  watcher_ = std::thread([this] { watch(); });
}

Interrupts::~Interrupts() {
  ended_ = true;
  pthread_kill(watcher_.native_handle(), SIGHUP);
  watcher_.join();
}

void Interrupts::watch() {
  const sigset_t signals = watched();
  for (int number = 0; sigwait(&signals, &number) == 0 && !ended_;) {
    if (stopped()) _exit(kExitOfInterrupt);
    stop_.request_stop();
  }
}

}  // namespace tenstone::cli
