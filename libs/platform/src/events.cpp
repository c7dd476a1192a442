#include "events.hpp"

#include <fmt/core.h>

#include "tenstone/validation/json_writer.hpp"
#include "tenstone/webhooks/outgoing.hpp"

namespace tenstone::platform {
namespace {
using namespace std::chrono_literals;

// Longer than the attempts of an event's job go on.
constexpr auto kOnce = 24h * 7;

struct About {
  Uuid id;
  std::string type, source;
  Time received_at;
};
constexpr auto schema(validation::For<About>) {
  using validation::field;
  return validation::object<About>(field("id", &About::id), field("type", &About::type),
                                   field("source", &About::source), field("received_at", &About::received_at));
}

std::string input_of(const webhooks::Event& event) {
  const auto json = validation::parse_json<validation::Json>(event.body);
  return fmt::format(R"({{"event":{},"body":{}}})",
                     validation::to_json(About{event.id, event.type, event.source, event.received_at}),
                     json ? json->text : validation::to_json(event.body));
}

Task<jobs::Outcome> send_once(jobs::Run& run, webhooks::Outgoing& outgoing, const SendEvent& event) {
  const auto sent = co_await outgoing.send(webhooks::NewMessage{
      .org = run.org_id(), .type = event.type, .payload = {run.payload()}, .key = "job:" + to_string(run.id())});
  if (!sent) throw Failure(sent.error());
  run.log(fmt::format("The event {} goes to {} endpoints", sent->id, sent->deliveries));
  co_return jobs::Done{};
}

}  // namespace

std::function<jobs::Handler(const SendEvent& event)> send_event(webhooks::Outgoing& outgoing) {
  return [&outgoing](const SendEvent& event) -> jobs::Handler {
    return [&outgoing, event](jobs::Run& run) { return send_once(run, outgoing, event); };
  };
}

Task<jobs::Outcome> start_action(Platform& platform, jobs::Run& run, const webhooks::Event& event) {
  if (!event.action) {
    run.log("The source names no action");
    co_return jobs::Done{};
  }
  // [snippet:start]
  Requester by{.org = event.org, .actor = "webhook:" + event.source, .user = event.org};
  Trigger what{.action = *event.action, .input = input_of(event), .request_id = to_string(run.id())};
  what.once = jobs::Unique{"webhook:" + to_string(run.id()), kOnce};
  Headers told;
  const auto job = co_await platform.trigger(std::move(by), std::move(what), told);
  if (!job) throw Failure(job.error());  // which says whether it is worth another attempt
  // [/snippet:start]
  run.log(fmt::format("Started {} as job {}", *event.action, to_string(job->id)));
  co_return jobs::Done{};
}

}  // namespace tenstone::platform
