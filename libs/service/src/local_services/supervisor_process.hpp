// The supervisor as a process: what its starter and it say to each other.
//
// It writes one report to its stdout and closes that: "ready\n", or the code of an error, a newline and its message;
// and nothing at all when another supervisor was first.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/error.hpp"

namespace tenstone::service::local_services {

inline constexpr const char* kSupervisorVerb = "local-services";
inline constexpr const char* kSupervisorTitle = "tenstone-local-services";  // its argv[0]
inline constexpr std::string_view kReadyReport = "ready\n", kTakenReport = "taken\n";

std::string report_of(const Error& error);
std::optional<Error> error_in(std::string_view report);  // nothing: ready, taken, or no report

// The body of the verb. Returns in a daemon of its own session, when that has stopped its servers; the process that
// called ends at once.
int supervise(const std::string& folder);

}  // namespace tenstone::service::local_services
