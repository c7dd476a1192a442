#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::postgres {

inline const ErrorCode kDatabaseUnavailable{ErrorKind::Unavailable, "database_unavailable",
                                            "The database does not answer; try again shortly"};

}  // namespace tenstone::postgres
