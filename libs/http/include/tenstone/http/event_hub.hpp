// One state that changes, told to the event streams of all loops.
#pragma once
#include <functional>
#include <memory>

#include "tenstone/http/event_stream.hpp"
#include "tenstone/http/stream_limit.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::http {

// Each stream gets the newest event that it does not have: one that reads slowly skips those in between. So an event
// says what holds now, and needs no earlier one. What is kept is the newest event, whatever the number of streams.
//
// `loops` must outlive it or have stopped; streams may outlive it.
class EventHub {
 public:
  explicit EventHub(runtime::Loops& loops, StreamLimits limits = {});
  EventHub(const EventHub&) = delete;

  // From any thread. Throws as append_event().
  void publish(const ServerEvent& event);

  // A new stream's source: begins with the newest event, unless that is the one of the request's Last-Event-ID.
  // `allowed` is asked before each event, on the stream's loop: false ends the stream instead. On a loop.
  // Error: too_many_streams.
  Result<std::unique_ptr<EventSource>> join(
      const Request& request, std::function<bool()> allowed = [] { return true; });

  std::size_t streams() const;  // open now; from any thread

 private:
  struct State;
  class Source;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::http
