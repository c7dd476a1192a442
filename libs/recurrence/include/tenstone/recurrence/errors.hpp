#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::recurrence {

inline const ErrorCode kInvalidCron{ErrorKind::Invalid, "invalid_cron", "This is not a cron expression"};
inline const ErrorCode kUnknownTimezone{ErrorKind::Invalid, "unknown_timezone",
                                        "There is no such time zone: use a name such as Europe/Riga"};
inline const ErrorCode kInvalidLocalTime{ErrorKind::Invalid, "invalid_local_time",
                                         "A local time looks like 2026-03-29T07:30:00, without an offset"};
inline const ErrorCode kNonexistentLocalTime{ErrorKind::Invalid, "nonexistent_local_time",
                                             "The clocks of this zone skip this local time"};
inline const ErrorCode kAmbiguousLocalTime{ErrorKind::Invalid, "ambiguous_local_time",
                                           "The clocks of this zone show this local time twice"};

}  // namespace tenstone::recurrence
