#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::idempotency {

inline const ErrorCode kKeyMissing{
    ErrorKind::Unreadable, "idempotency_key_missing",
    "This needs the header Idempotency-Key: a text of your own for this request, such as "
    "a UUID, and the same one when you repeat it"};
inline const ErrorCode kKeyReused{ErrorKind::Invalid, "idempotency_key_reused",
                                  "This Idempotency-Key was sent before with another request: use a new key for each"};
inline const ErrorCode kInProgress{ErrorKind::Conflict, "idempotency_in_progress",
                                   "A request with this Idempotency-Key is under way: repeat yours shortly"};

}  // namespace tenstone::idempotency
