// What became of the messages: one delivery an endpoint.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

inline const ErrorCode kDeliveryNotFound{ErrorKind::NotFound, "delivery_not_found", "There is no such delivery"};

struct Delivery {
  Uuid id;
  std::string message;  // "msg_" and a UUID
  std::string type;
  Uuid endpoint;
  std::optional<std::string> url;  // of the endpoint as it is now; unset: it was removed
  int attempts = 0;                // requests that were sent, or could not be
  Time created_at;
  WorkState state = {};
};

struct DeliveryTry {
  int attempt;  // from 1
  Time at;      // when it began
  std::optional<int> status;
  int milliseconds;
  std::optional<std::string> error;   // why there was no answer: "connect_timeout"
  std::optional<std::string> answer;  // the first 16 KiB of its body, any bytes
};

struct DeliveryDetail {
  Delivery delivery;
  std::string body;  // what is sent
  std::vector<DeliveryTry> tries;
};

struct ListDeliveries {
  std::optional<Uuid> endpoint = {};
  bool failed = false;              // only those that are not tried again by themselves
  std::optional<Uuid> before = {};  // the last id of the page before
  std::size_t limit = 50;
};

// One a process, used on any loop. Everything suspends and throws what Database throws.
class Deliveries {
 public:
  Deliveries(postgres::Database& database, Ids& ids, Work& work) : database_(database), ids_(ids), work_(work) {}

  Task<std::vector<Delivery>> list(Uuid org, ListDeliveries which);  // newest first
  // Error: delivery_not_found.
  Task<Result<DeliveryDetail>> find(Uuid org, Uuid id);
  // A failed one is tried again at once, and has all of its attempts anew. Errors: delivery_not_found; those of
  // Work::again().
  Task<Result<void>> retry(Uuid id, Caller by);

 private:
  Task<> add_states(Uuid org, std::vector<Delivery>& deliveries);

  postgres::Database& database_;
  Ids& ids_;
  Work& work_;
};

}  // namespace tenstone::webhooks
