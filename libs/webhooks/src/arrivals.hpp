// Stores arrivals, many in one transaction.
#pragma once
#include <chrono>
#include <vector>

#include "arrival.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

struct Received {
  Uuid id;  // of the event: of a duplicate, the first one's
  bool duplicate = false;
  bool conflict = false;  // a duplicate with another body
};

// One outcome an arrival, in their order, when all of it is durable. Two round trips, or one for each body more that
// comes under one event id. Keys are taken in one order, so that processes cannot wait for each other. Errors: those of
// Transaction::execute(). Throws what Database throws.
Task<Result<std::vector<Received>>> store(postgres::Database& database, Work& work,
                                          const std::vector<Arrival>& arrivals, std::chrono::seconds seen_for);

}  // namespace tenstone::webhooks
