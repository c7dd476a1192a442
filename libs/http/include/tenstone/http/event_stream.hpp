// Server-sent events (WHATWG HTML §9.2): an answer that goes on, event by event.
#pragma once
#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/http/request.hpp"
#include "tenstone/http/response.hpp"

namespace tenstone::http {

struct ServerEvent {
  std::string_view data;       // a text of any lines; "" is an event, too
  std::string_view id = {};    // the client's Last-Event-ID from then on; "": it stays as it was
  std::string_view type = {};  // "": browsers call it "message"
};

// Throws std::invalid_argument: a line break in `id` or `type`, a NUL in `id`. Line breaks of `data` (LF, CR, CRLF)
// arrive as LF.
void append_event(std::string& out, const ServerEvent& event);

// Where one stream gets its events. Used by one connection, on its loop. The next events are taken when the last ones
// have been handed to the kernel, so a slow client makes a slow source: the source decides whether it keeps what
// happens meanwhile (a log with cursors as ids), or skips it (EventHub).
class EventSource {
 public:
  virtual ~EventSource() = default;
  // Appends the events that are due, with append_event(); waits for one, at most `wait`, and appends nothing if none
  // comes. False: the stream has ended. Suspends. An Error or an exception cuts the connection.
  virtual Task<Result<bool>> next(std::string& out, std::chrono::milliseconds wait) = 0;
  // The stream ends: next() returns at once, also the call under way. On the connection's loop.
  virtual void end() = 0;
};

struct EventStreamOptions {
  std::chrono::milliseconds heartbeat{10'000};  // a comment, after so long without an event; at most 25 s
  // After which the client connects again. Each stream gets a time between one and two of these, so that the clients
  // of a server that was restarted do not come all at once.
  std::chrono::milliseconds retry{1'500};
};

// 200 with text/event-stream, not to be stored or buffered by a proxy.
//
// It ends when its source ends, at once when the server drains, and within two seconds after the client has closed the
// connection; a client that vanished without a word is found by what is written, after Timeouts::write. Its connection
// does not count against Limits::connections_per_address (Content::endless): the clients behind one proxy could not do
// anything else besides. It does count against Limits::connections. So whoever opens streams limits their number, as
// EventHub does.
Response event_stream(std::unique_ptr<EventSource> source, EventStreamOptions options = {});

// The id of the last event that the client has; "": it has none.
std::string_view last_event_id(const Request& request);

}  // namespace tenstone::http
