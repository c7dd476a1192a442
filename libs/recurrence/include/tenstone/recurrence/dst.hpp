// What becomes of local times that the clocks of a zone skip or repeat, most often because summer time begins or ends.
#pragma once
#include <vector>

#include "tenstone/recurrence/zone.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/validation/object.hpp"

namespace tenstone::recurrence {

// Where clocks go from 03:00 to 04:00, for 03:30:
enum class Gap : std::uint8_t {
  RunAfter,  // 04:00, the end of the gap (Debian's cron)
  Shift,     // 04:30, as if the clocks had not been changed (RFC 5545)
  Skip,      // not at all
  Reject,    // an error; for single times only
};

// Where clocks go from 04:00 back to 03:00, for 03:30:
enum class Overlap : std::uint8_t {
  First,   // before the clocks are set back
  Last,    // after it
  Both,    // twice
  Reject,  // an error; for single times only
};

struct Dst {
  Gap gap = Gap::RunAfter;
  Overlap overlap = Overlap::First;

  friend bool operator==(const Dst&, const Dst&) = default;
};

// The instants of one local time: one; none with Gap::Skip, two with Overlap::Both. In order.
// Errors: nonexistent_local_time with Gap::Reject, ambiguous_local_time with Overlap::Reject.
Result<std::vector<Time>> to_instants(LocalTime local, const Zone& zone, Dst dst = {});

constexpr auto schema(validation::For<Gap>) {
  return validation::enumeration<Gap>(
      {{"run_after", Gap::RunAfter}, {"shift", Gap::Shift}, {"skip", Gap::Skip}, {"reject", Gap::Reject}});
}
constexpr auto schema(validation::For<Overlap>) {
  return validation::enumeration<Overlap>(
      {{"first", Overlap::First}, {"last", Overlap::Last}, {"both", Overlap::Both}, {"reject", Overlap::Reject}});
}
constexpr auto schema(validation::For<Dst>) {
  using validation::field;
  return validation::object<Dst>(field("gap", &Dst::gap).or_default(), field("overlap", &Dst::overlap).or_default());
}

}  // namespace tenstone::recurrence
