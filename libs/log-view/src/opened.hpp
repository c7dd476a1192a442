// A log file that is read for a request.
#pragma once
#include <optional>

#include "tenstone/log_view/format.hpp"
#include "tenstone/log_view/lines.hpp"
#include "tenstone/log_view/position.hpp"
#include "tenstone/log_view/timeline.hpp"

namespace tenstone::log_view {

struct Opened {
  OpenLog log;
  FileIdentity identity;
  Format format;
  std::optional<recurrence::Zone> zone;

  std::uint64_t size() const { return log.about.size; }  // when it was opened
  Timeline timeline() const { return {log.about.modified_at, zone}; }
};

// Reads its head, and samples to detect the format. Blocks.
Opened open_log(OpenLog log, std::optional<recurrence::Zone> zone);

}  // namespace tenstone::log_view
