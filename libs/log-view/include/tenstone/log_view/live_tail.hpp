#pragma once
#include <chrono>
#include <memory>
#include <vector>

#include "tenstone/log_view/tail.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::log_view {

// A Tail on a loop: waits for what inotify(7) reports of the log's files, and looks at each `poll` besides, since
// network file systems report nothing. Where the process may have no more watches there is the poll only.
//
// Lives on one loop. `pool` and the Tail's sources outlive it.
class LiveTail {
 public:
  LiveTail(Tail tail, runtime::BlockingPool& pool, std::chrono::steady_clock::duration poll = std::chrono::seconds(1));
  ~LiveTail();
  LiveTail(LiveTail&&) noexcept;

  // Suspends until there is something new, or `timeout` has passed on the steady clock: then empty. Reads on the
  // blocking pool; when that is full, at the next poll. Throws Failure log_io, and
  // boost::system::system_error(operation_aborted) when the awaiting task is cancelled.
  Task<std::vector<TailEvent>> next(std::chrono::steady_clock::duration timeout);

  // For good: next() gives nothing from now on and returns at once, also the call under way. On the tail's loop.
  void stop();

  const Position& position() const;  // behind the last event that next() gave

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::log_view
