#include "refusals.hpp"

#include <utility>

namespace tenstone::http {

bool Refusals::Tally::is_due(std::chrono::steady_clock::time_point now) const {
  return count > 0 && (!written || now - *written >= kPause);
}

void Refusals::refused(Admission::Verdict verdict, const std::string& address) {
  const std::lock_guard guard(mutex_);
  Tally& tally = verdict == Admission::Verdict::AllTaken ? all_ : address_;
  ++tally.count;
  tally.last = address;
}

void Refusals::not_accepted(std::string error) {
  const std::lock_guard guard(mutex_);
  ++system_.count;
  system_.last = std::move(error);
}

void Refusals::write(const logging::Logger& log, std::chrono::steady_clock::time_point now) {
  const std::lock_guard guard(mutex_);
  for (auto [tally, limit] : {std::pair(&all_, "connections"), std::pair(&address_, "connections_per_address")}) {
    if (!tally->is_due(now)) continue;
    log.warn("connections.refused",
             {{"limit", limit}, {"refused", std::exchange(tally->count, 0)}, {"last_address", tally->last}});
    tally->written = now;
  }
  if (!system_.is_due(now)) return;
  log.error("connections.not_accepted", {{"failures", std::exchange(system_.count, 0)}, {"error", system_.last}});
  system_.written = now;
}

}  // namespace tenstone::http
