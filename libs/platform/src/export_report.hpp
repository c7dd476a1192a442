#pragma once
#include <filesystem>

#include "tenstone/jobs/reader.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/runtime/blocking_pool.hpp"

namespace tenstone::platform {

// The sample of a native handler: the organisation's last thousand jobs as CSV in `folder`/<job id>.csv. Input:
// {"format": "csv"}. Running it twice writes the same file again, so at-least-once does no harm.
jobs::Handler export_report(jobs::Reader& reader, runtime::BlockingPool& blocking, std::filesystem::path folder);

}  // namespace tenstone::platform
