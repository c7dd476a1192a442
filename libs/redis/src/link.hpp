#pragma once
#include <functional>
#include <memory>
#include <string>

#include "renewal.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/supervisor.hpp"
#include "wire.hpp"

namespace tenstone::redis {

// What all links of a Redis share. Immutable but for `renewal`, which locks.
struct Shared {
  Options options;
  Endpoint endpoint;
  std::shared_ptr<Renewal> renewal;
  void report(std::string_view event, std::string_view detail) const {
    if (options.report) options.report(event, detail);
  }
};

// A connection that is rebuilt whenever it is lost. Lives on one loop.
//
// Invariant: while it is not up, calls are refused at once, unless the first attempt to connect goes on.
struct Link {
  Link(runtime::Loop& on, std::shared_ptr<const Shared> with)
      : loop(on), shared(std::move(with)), changed(on), supervisor(on) {}

  runtime::Loop& loop;
  const std::shared_ptr<const Shared> shared;
  std::function<void(Wire&)> on_up;       // each time it stands
  std::function<void(Reply)> on_unasked;  // replies that no call asked for: a subscription's

  std::shared_ptr<Wire> wire;  // the latest one
  bool up = false, stopped = false;
  bool attempted = false;                 // the first attempt to connect has ended
  std::size_t waiting = 0;                // commands that wait for that
  std::string why = "not connected yet";  // while it is not up
  runtime::Event changed;                 // up, why, attempted or stopped
  runtime::Supervisor supervisor;

  void stop();  // for good; ends keep()
};

// Keeps the link up until it is stopped: a supervised task, "redis.link". From any thread.
void keep(const std::shared_ptr<Link>& link);

// Waits until the first attempt to connect has ended, or the link is stopped, but not beyond `until`.
Task<> await_first_attempt(std::shared_ptr<Link> link, SteadyTime until);

}  // namespace tenstone::redis
