#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "admission.hpp"
#include "tenstone/logging/logger.hpp"

namespace tenstone::http {

// Lines of the log about connections that were not taken: one of each kind in kPause, however many there are. Shared by
// all loops.
class Refusals {
 public:
  static constexpr std::chrono::seconds kPause{10};
  void refused(Admission::Verdict verdict, const std::string& address);
  void not_accepted(std::string error);  // by the system: out of descriptors or memory
  // Writes the lines that are due. Called once a second.
  void write(const logging::Logger& log, std::chrono::steady_clock::time_point now);

 private:
  struct Tally {
    std::uint64_t count = 0;
    std::string last;
    std::optional<std::chrono::steady_clock::time_point> written;
    bool is_due(std::chrono::steady_clock::time_point now) const;
  };
  std::mutex mutex_;
  Tally all_, address_, system_;
};

}  // namespace tenstone::http
