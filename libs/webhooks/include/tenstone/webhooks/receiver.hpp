// Takes events from outside: POST /hooks/{source}.
#pragma once
#include <chrono>
#include <memory>

#include "tenstone/core/clock.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/webhooks/sources.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

inline const ErrorCode kSourceDisabled{ErrorKind::Gone, "source_disabled", "This source takes no events any more"};

// A request is answered in this order:
// 1. Its body is read, up to the source's limit: body_too_large (413). An unknown source has the default limit.
// 2. The bytes are verified by every secret of the source that holds, then the timestamp, in both directions. Whatever
//    is wrong, and also when there is no such source: signature_invalid (401), after the same work. The reason is in
//    the log and in the metric. A process that has just started and has not read its sources yet answers
//    database_unavailable (503): its sender sends again.
// 3. A disabled source: source_disabled (410).
// 4. The event's id: StandardWebhooks and GitHub have it in the header, Stripe has it in the body as /id, Slack as
//    /event_id. Else, and when the body cannot be read as JSON, it is "sha256:" and the hash of the body. The type:
//    GitHub has it in the header, Slack in /event/type, the others in /type.
// 5. Event and job are stored in one transaction, which up to 64 requests of a loop share. When it is durable: 202
//    {"id", "status": "accepted"}, or 200 {"id", "status": "duplicate"} with the first event's id, and
//    "conflict": true when its body was another one. PostgreSQL away: database_unavailable (503) with Retry-After.
//
// A challenge of Slack (url_verification) is answered after step 3; nothing is stored.
//
// An event is a duplicate for `seen_for` from its first arrival on. Redis is not asked.
//
// One a process, used on every loop. What it is given must outlive it.
class Receiver {
 public:
  Receiver(runtime::Loops& loops, postgres::Database& database, const Sources& sources, Work& work, const Clock& clock,
           Ids& ids, metrics::Registry& registry, std::chrono::seconds seen_for);
  ~Receiver();
  Receiver(const Receiver&) = delete;

  // The answer. Suspends. Throws Failure: database_unavailable.
  Task<http::Response> receive(http::Request& request);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// POST /hooks/{source}. `receiver` must outlive the App.
void add_receiver_route(http::App& app, Receiver& receiver);

}  // namespace tenstone::webhooks
