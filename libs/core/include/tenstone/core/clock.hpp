// Time is an argument. Nothing in the product asks the machine for the time of day except SystemClock.
#pragma once
#include <atomic>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tenstone {

// Microseconds since 1970 in UTC: the precision of PostgreSQL's timestamptz.
using Time = std::chrono::sys_time<std::chrono::microseconds>;

// Safe to call from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Time now() const = 0;
};

// The machine's clock plus an offset, which is zero but in development and tests: the control listener moves it for all
// processes of a data folder, and it goes on running.
class SystemClock final : public Clock {
 public:
  Time now() const override;
  void set_offset(std::chrono::microseconds offset) { offset_.store(offset, std::memory_order_relaxed); }
  std::chrono::microseconds offset() const { return offset_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::chrono::microseconds> offset_{std::chrono::microseconds(0)};
};

// RFC 3339 in UTC with all six digits: "2026-11-22T08:15:00.000000Z".
std::string to_rfc3339(Time time);
// RFC 3339 with any offset and any number of fraction digits (beyond six they are cut off). Nothing when it is not one.
std::optional<Time> parse_rfc3339(std::string_view text);

}  // namespace tenstone
