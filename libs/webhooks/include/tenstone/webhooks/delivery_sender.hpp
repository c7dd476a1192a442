// Sends deliveries: one signed request an attempt.
#pragma once
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <variant>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/http/client.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/task.hpp"
#include "tenstone/webhooks/endpoints.hpp"

namespace tenstone::webhooks {

inline constexpr int kDeliveryAttempts = 10;  // over three days
inline constexpr std::size_t kMaxAnswerBytes = 16 * 1024;

inline const ErrorCode kEndpointFailed{ErrorKind::Unavailable, "endpoint_failed",
                                       "The endpoint answered, but not with success"};
inline const ErrorCode kEndpointGone{ErrorKind::Gone, "endpoint_gone", "The endpoint answered 410 and was disabled"};

// What an attempt makes of its delivery.
struct Delivered {};
struct TryAgain {  // after that time; or never, when it was the last attempt
  std::string code, reason;
  std::chrono::milliseconds pause;
};
struct GiveUp {  // a retry by hand may succeed: after the endpoint was enabled
  std::string code, reason;
};
struct NotNow {  // nothing was sent, which is not the endpoint's fault: it is no attempt
  std::chrono::milliseconds pause;
};
using DeliveryOutcome = std::variant<Delivered, TryAgain, GiveUp, NotNow>;

struct DeliveryAttempt {
  Uuid org, delivery;
  int number;            // from 1; how often it was begun
  int counted;           // from 1; of kDeliveryAttempts
  std::stop_token stop;  // the process stops: what fails then is NotNow
};

// One a process, used on any loop.
//
// * A request is POST to the endpoint's URL, signed by Standard Webhooks with every secret that holds. URL, state and
//   secrets are as they are now. Connected within 5 s, answered within 15 s, no redirect is followed.
// * 2xx: delivered. 410: the endpoint is disabled. Everything else is a failure, and tried again by the schedule in
//   src/delivery_plan.hpp, later when Retry-After of a 429 or 503 says so.
// * Each attempt is a row, written together with what it changes in its delivery and endpoint.
// * An endpoint that has done nothing but fail for kFailingFor is disabled.
// * At most 10 requests to an endpoint are under way in a process, 2 to one that is failing, and 16 to all of those
//   that are failing; others wait (NotNow).
//
// At least once: an attempt whose row was not written is made again with the same webhook-id.
class DeliverySender {
 public:
  // What it is given must outlive it.
  DeliverySender(postgres::Database& database, const Clock& clock, Secrets& secrets, Endpoints& endpoints,
                 EndpointRules rules, http::Client& client, metrics::Registry& registry, logging::Logger log);
  ~DeliverySender();

  // Suspends. Throws what Database throws; then the attempt is to be made again.
  Task<DeliveryOutcome> attempt(DeliveryAttempt attempt);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::webhooks
