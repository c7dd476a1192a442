#pragma once
#include "tenstone/jobs/reader.hpp"
#include "tenstone/jobs/worker.hpp"

namespace tenstone::platform {

// The sample of a native handler: the organisation's last thousand jobs as CSV, in a file that the job attaches. Input:
// {"format": "csv"}. Result: {"rows": 17, "file": "<id>"}. Each attempt attaches a file of its own, and people see that
// of the one that succeeded alone, so at-least-once does no harm.
jobs::Handler export_report(jobs::Reader& reader);

}  // namespace tenstone::platform
