#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/http/ip_address.hpp"
#include "tenstone/http/limits.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  unsigned short port = 3000;  // 0: any free one
  Limits limits = {};
  Timeouts timeouts = {};
  logging::Logger log = {};
  metrics::Registry* metrics = nullptr;  // must outlive the server
  std::vector<Cidr> proxies = {};        // trusted ones: Limits::connections_per_address is not for them
};

// Listens once a loop (SO_REUSEPORT), and serves each connection on the loop that accepted it.
// `loops`, `app` and `clock` must outlive it; destroy it after the loops have stopped.
class Server {
 public:
  Server(runtime::Loops& loops, const App& app, const Clock& clock, ServerOptions options = {});
  ~Server();
  Server(const Server&) = delete;

  // Before or after the loops start. Errors: port_taken, cannot_listen.
  Result<void> start();
  unsigned short port() const;
  std::size_t connections() const;

  // Stops listening, closes idle connections, makes the answers under way the last of theirs; after `deadline` cancels
  // what still runs. True: all had ended by then. Suspends; call it once, on one of the loops.
  Task<bool> drain(std::chrono::steady_clock::duration deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::http
