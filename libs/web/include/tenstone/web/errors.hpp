// The codes of access, and of a body that is no JSON.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::web {

inline const ErrorCode kUnauthenticated{ErrorKind::Unauthenticated, "unauthenticated",
                                        "Sign in, or send an API token as Authorization: Bearer <token>"};
inline const ErrorCode kOperatorsOnly{ErrorKind::Unauthenticated, "operators_only",
                                      "This needs the operator's token: Authorization: Bearer …"};
inline const ErrorCode kInsufficientScope{ErrorKind::Forbidden, "insufficient_scope",
                                          "Your session or API token lacks a scope that this needs"};
inline const ErrorCode kBodyMissing{ErrorKind::Unreadable, "body_missing",
                                    "The body is empty: send JSON with Content-Type: application/json"};

}  // namespace tenstone::web
