#pragma once
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "tenstone/core/result.hpp"

namespace tenstone::runtime {
class Loop;
}

namespace tenstone::redis {

// Asks for a new address on a thread of its own. Once close() has returned, no thread runs and no loop is touched any
// more. Safe to use from any thread.
class Renewal : public std::enable_shared_from_this<Renewal> {
 public:
  explicit Renewal(std::function<std::string()> ask) : ask_(std::move(ask)) {}
  // Calls `answered` on `loop` with the address, or with the text of the exception. False: there is nobody to ask.
  bool start(runtime::Loop& loop, std::function<void(std::string url, std::string error)> answered);
  void close();  // waits for the running ones

 private:
  const std::function<std::string()> ask_;
  std::mutex mutex_;
  std::condition_variable idle_;
  bool closed_ = false;
  unsigned running_ = 0;
};

}  // namespace tenstone::redis
