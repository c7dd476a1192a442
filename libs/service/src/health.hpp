#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "operators.hpp"
#include "readiness.hpp"

namespace tenstone::http {
class App;
}
namespace tenstone::metrics {
class Registry;
}

namespace tenstone::service {

// What /livez, /readyz, /health and /metrics answer with. Filled before serving; `draining` set on any thread.
struct Health {
  Readiness readiness;
  std::function<std::vector<std::string>()> tasks_down = [] { return std::vector<std::string>(); };
  std::atomic<bool> draining = false;
};

// GET /health: "ok", for the seed's health checks. /livez: the process answers. /readyz: it may be sent requests; 503
// when a part is away from any loop, a supervised task is down, or the process drains. Operators get JSON with each
// part and each task that is down, others whether it is ready. /metrics: Prometheus text, for operators; others get 403
// not_an_operator.
void add_health_routes(http::App& app, Health& health, metrics::Registry& metrics, Operators operators);

}  // namespace tenstone::service
