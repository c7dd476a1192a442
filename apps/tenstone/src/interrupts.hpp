#pragma once
#include <atomic>
#include <stop_token>
#include <thread>

namespace tenstone::cli {

// Turns SIGINT, SIGTERM and SIGHUP into a request to stop, while the object lives. A second one ends the process at
// once. Made by the main thread before it has started others: they must not take the signals.
class Interrupts {
 public:
  Interrupts();
  ~Interrupts();
  Interrupts(const Interrupts&) = delete;

  std::stop_token token() const { return stop_.get_token(); }
  bool stopped() const { return stop_.stop_requested(); }

 private:
  void watch();

  std::stop_source stop_;
  std::atomic<bool> ended_ = false;
  std::thread watcher_;
};

}  // namespace tenstone::cli
