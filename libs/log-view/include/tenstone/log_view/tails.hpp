// Tails of logs as server-sent events.
#pragma once
#include <memory>

#include "tenstone/http/event_stream.hpp"
#include "tenstone/http/stream_limit.hpp"
#include "tenstone/log_view/logs.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::log_view {

inline const ErrorCode kTooManyTails{ErrorKind::Limited, "too_many_tails",
                                     "Too many tails are open, here or by this client. Close one, or try again later"};

// The data of the event "rotated": what follows is in the next file of the log, and nothing was lost.
struct RotatedAnswer {
  std::string file;
};
constexpr auto schema(validation::For<RotatedAnswer>) {
  return validation::object<RotatedAnswer>(validation::field("file", &RotatedAnswer::file));
}

// The data of the event "gap": lines may be missing here.
struct GapAnswer {
  enum class Reason : std::uint8_t {
    Truncated,  // the file was truncated
    Replaced,   // the file was deleted, or moved out of the log
    Slow,       // the reader was more than kMostBehind behind; `skipped_bytes` were passed over
  };
  Reason reason = Reason::Slow;
  std::optional<std::uint64_t> skipped_bytes = {};
};
constexpr auto schema(validation::For<GapAnswer::Reason>) {
  using enum GapAnswer::Reason;
  return validation::enumeration<GapAnswer::Reason>({{"truncated", Truncated}, {"replaced", Replaced}, {"slow", Slow}});
}
constexpr auto schema(validation::For<GapAnswer>) {
  return validation::object<GapAnswer>(validation::field("reason", &GapAnswer::reason),
                                       validation::field("skipped_bytes", &GapAnswer::skipped_bytes));
}

inline constexpr std::uint64_t kMostBehind = 16 * 1024 * 1024;  // bytes, of the file that is read
inline constexpr std::uint64_t kBehindAfterGap = 1024 * 1024;

// The tails that are open, of all loops. An event's id is the place behind it: with it in Last-Event-ID, a tail goes
// on without loss and without repeating. The stream begins with such an id, and brings one now and then while the query
// finds nothing. The newest entry may still grow: it is given out when the next one begins, or when nothing was
// written for 250 ms; lines of it that come later are an entry of their own.
class Tails {
 public:
  // `logs` and `pool` outlive the server.
  Tails(const Logs& logs, runtime::BlockingPool& pool, http::StreamLimits limits)
      : logs_(logs), pool_(pool), limit_(limits) {}

  // A tail for the client of the request; `query.after` counts, Last-Event-ID does not. On a loop. Suspends.
  // Errors: too_many_tails, log_not_found, log_query_invalid, invalid_cursor, log_gone, busy.
  Task<Result<std::unique_ptr<http::EventSource>>> open(const http::Request& request, TailQuery query);

  std::size_t count() const { return limit_.open(); }  // open now; from any thread

 private:
  const Logs& logs_;
  runtime::BlockingPool& pool_;
  http::StreamLimit limit_;
};

}  // namespace tenstone::log_view
