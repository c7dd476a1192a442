// The codes of access, of a body that is no JSON, of conditions and of pages.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::web {

inline const ErrorCode kUnauthenticated{ErrorKind::Unauthenticated, "unauthenticated",
                                        "Sign in, or send an API token as Authorization: Bearer <token>"};
inline const ErrorCode kTooManyBadCredentials{
    ErrorKind::Limited, "too_many_bad_credentials",
    "Too many tokens or sessions from your address did not hold: try again after the seconds in Retry-After"};
inline const ErrorCode kOperatorsOnly{ErrorKind::Unauthenticated, "operators_only",
                                      "This needs the operator's token: Authorization: Bearer …"};
inline const ErrorCode kInsufficientScope{ErrorKind::Forbidden, "insufficient_scope",
                                          "Your session or API token lacks a scope that this needs"};
inline const ErrorCode kSessionRequired{ErrorKind::Forbidden, "session_required",
                                        "This needs a session: sign in; no API token may do it, whatever its scopes"};
inline const ErrorCode kBodyMissing{ErrorKind::Unreadable, "body_missing",
                                    "The body is empty: send JSON with Content-Type: application/json"};
// For handlers that take an IfMatch.
inline const ErrorCode kPreconditionFailed{ErrorKind::PreconditionFailed, "version_conflict",
                                           "It was changed since you read it: read it again, then send your change"};
inline const ErrorCode kInvalidCursor{ErrorKind::Unreadable, "invalid_cursor",
                                      "The cursor is not one of this list with these filters: start without a cursor"};

}  // namespace tenstone::web
