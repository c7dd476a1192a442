// Events between actions and the world: those that go to an organisation's endpoints, and those that come in.
#pragma once
#include "tenstone/platform/platform.hpp"
#include "tenstone/webhooks/event.hpp"

namespace tenstone::webhooks {
class Outgoing;
}

namespace tenstone::platform {

// Runs `run: event`: sends a message of that type, whose payload is the input, to the organisation's endpoints, under
// the number of the job, so that an attempt that is made again sends no second one. The job succeeds when the message
// is stored; each delivery is a job of its own, "webhook.deliver". It must outlive the handlers.
std::function<jobs::Handler(const SendEvent& event)> send_event(webhooks::Outgoing& outgoing);

// Starts the action that the event's source names, if any, with
//   {"event": {"id", "type", "source", "received_at"}, "body": the event's JSON, or its text as a string}
// through the action's gates, as the organisation itself ("webhook:SOURCE" in the audit log), once for each job of the
// event: so a replay starts it again, and an attempt that is made again does not. A limit that is used up, or a
// database that is away, is a failed attempt.
Task<jobs::Outcome> start_action(Platform& platform, jobs::Run& run, const webhooks::Event& event);

}  // namespace tenstone::platform
