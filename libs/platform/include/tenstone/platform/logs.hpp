// The logs of the platform's own processes, for /v1/logs and `tenstone log`.
#pragma once
#include <string>
#include <vector>

#include "tenstone/core/error.hpp"
#include "tenstone/log_view/settings.hpp"
#include "tenstone/log_view/sources.hpp"

namespace tenstone::service {
class Service;
}

namespace tenstone::platform {

inline const ErrorCode kLogsOff{ErrorKind::Unavailable, "logs_off",
                                "There are no log files to read: set log.file for api and worker, or logs.folders"};

// The folders of logs.folders. Without any, one folder "tenstone": the one with the file of log.file, or else with that
// of log.destination, of which that file alone may be read; or else `logs` in the data folder, where `tenstone up`
// keeps the log. Empty: there is none of these. After Service::load(). Blocks.
std::vector<log_view::Root> log_roots(const service::Service& service, const log_view::Settings& settings);

// The fnmatch(3) pattern that takes this name alone.
std::string literal_pattern(const std::string& name);

}  // namespace tenstone::platform
