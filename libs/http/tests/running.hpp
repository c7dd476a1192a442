#pragma once
#include <future>
#include <thread>

#include "tenstone/http/server.hpp"

namespace tenstone::http {

// Looks again and again, for 10 s at most.
template <class Condition>
bool eventually(Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
       std::chrono::steady_clock::now() < end; std::this_thread::yield())
    if (condition()) return true;
  return false;
}

// A running server; the app is filled before it starts.
class Running {
 public:
  explicit Running(const App& app, Limits limits = {}) : Running(app, ServerOptions{.port = 0, .limits = limits}) {}
  Running(const App& app, ServerOptions options) : loops_(2), server_(loops_, app, clock_, std::move(options)) {
    loops_.start();
    const auto started = server_.start();
    if (!started) throw Failure(started.error());
  }
  ~Running() {
    loops_.stop();
    loops_.join();
  }
  unsigned short port() const { return server_.port(); }
  Server& server() { return server_; }
  runtime::Loops& loops() { return loops_; }
  std::future<bool> drain(std::chrono::milliseconds deadline) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto body = [](Server& of, std::chrono::milliseconds by, std::shared_ptr<std::promise<bool>> out) -> Task<> {
      out->set_value(co_await of.drain(by));
    };
    loops_[0].spawn(body(server_, deadline, promise));
    return promise->get_future();
  }

 private:
  SystemClock clock_;
  runtime::Loops loops_;
  Server server_;
};

}  // namespace tenstone::http
