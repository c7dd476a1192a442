#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "tenstone/runtime/task.hpp"

namespace tenstone::http {
class App;
}
namespace tenstone::metrics {
class Registry;
}

namespace tenstone::service {

// What /livez, /readyz, /health and /metrics answer with. Filled before serving; `draining` set on any thread.
struct Health {
  struct Check {
    std::string name;
    std::function<Task<bool>()> holds;
  };
  std::vector<Check> checks;
  std::function<std::vector<std::string>()> tasks_down = [] { return std::vector<std::string>(); };
  std::atomic<bool> draining = false;
};

// GET /health: "ok", for the seed's health checks. /livez: the process answers. /readyz: it may be sent requests; JSON
// with each configured part and each supervised task that is down, 503 when a part is away from any loop, a task is
// down, or the process drains. /metrics: Prometheus text.
void add_health_routes(http::App& app, Health& health, metrics::Registry& metrics);

}  // namespace tenstone::service
