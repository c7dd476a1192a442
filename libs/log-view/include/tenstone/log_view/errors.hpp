#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::log_view {

// Whatever is wrong with a file's name, or with the file behind it: an answer that tells the cases apart would tell
// which files there are.
inline const ErrorCode kLogNotFound{ErrorKind::NotFound, "log_not_found", "There is no such log"};
inline const ErrorCode kLogGone{ErrorKind::Gone, "log_gone",
                                "The place in the log that the cursor names is gone: the file was truncated or "
                                "deleted. Start without a cursor, or with the oldest file of the log"};
inline const ErrorCode kLogRootUnusable{ErrorKind::Invalid, "log_root_unusable",
                                        "A folder of logs cannot be used as it is configured"};
inline const ErrorCode kLogIo{ErrorKind::Unavailable, "log_io", "A log cannot be read"};

}  // namespace tenstone::log_view
