// Orders: the code that a worker runs for the action place-order.
#pragma once
#include "tenstone/jobs/worker.hpp"

namespace orders {
using namespace tenstone;

// A job runs at least once: a worker that dies is followed by another one, which runs it again.
Task<jobs::Outcome> place_order(jobs::Run& run);

}  // namespace orders
