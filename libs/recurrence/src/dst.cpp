#include "tenstone/recurrence/dst.hpp"

#include <fmt/core.h>

namespace tenstone::recurrence {

Result<std::vector<Time>> to_instants(LocalTime local, const Zone& zone, Dst dst) {
  const Instants found = zone.at(local);
  std::vector<Time> times;
  switch (found.count) {
    case Instants::Count::One: times = {found.first}; break;
    case Instants::Count::None:
      if (dst.gap == Gap::Reject)
        return Error(kNonexistentLocalTime,
                     fmt::format("The clocks of {} skip {}; the next time that they show is {}", zone.name(),
                                 to_text(local), to_text(zone.to_local(found.first))));
      if (dst.gap != Gap::Skip) times = {dst.gap == Gap::Shift ? found.second : found.first};
      break;
    // [snippet:overlap]
    case Instants::Count::Two:
      if (dst.overlap == Overlap::Reject)
        return Error(kAmbiguousLocalTime, fmt::format("The clocks of {} show {} twice", zone.name(), to_text(local)));
      if (dst.overlap != Overlap::Last) times.push_back(found.first);
      if (dst.overlap != Overlap::First) times.push_back(found.second);
      break;
      // [/snippet:overlap]
  }
  return times;
}

}  // namespace tenstone::recurrence
