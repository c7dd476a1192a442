// What can go wrong between a caller and PostgreSQL.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::postgres {

// A caller can act on these: write() and execute() return them. `detail` is the constraint's name where there is one.
inline const ErrorCode kUniqueViolation{ErrorKind::Conflict, "unique_violation", "It exists already"};
inline const ErrorCode kForeignKeyViolation{ErrorKind::Conflict, "foreign_key_violation",
                                            "It refers to something that does not exist, or is still referred to"};
inline const ErrorCode kCheckViolation{ErrorKind::Invalid, "check_violation", "A value is outside of its rules"};
inline const ErrorCode kNotNullViolation{ErrorKind::Invalid, "not_null_violation", "A value is missing"};
inline const ErrorCode kExclusionViolation{ErrorKind::Conflict, "exclusion_violation",
                                           "It overlaps with something that exists"};
// A deadlock or a serialization failure: nothing happened, run the whole transaction again.
inline const ErrorCode kTransactionConflict{ErrorKind::Conflict, "transaction_conflict",
                                            "Someone else changed the same thing; try again"};

// These end the request: always thrown as a Failure.
inline const ErrorCode kDatabaseUnavailable{ErrorKind::Unavailable, "database_unavailable",
                                            "The database cannot be reached; try again shortly"};
inline const ErrorCode kDatabaseBusy{ErrorKind::Unavailable, "database_busy",
                                     "The database has too much to do; try again shortly"};
inline const ErrorCode kDatabaseError{ErrorKind::Internal, "database_error", "Something went wrong on our side"};
// U+0000, or bytes that are not UTF-8: PostgreSQL cannot store them in a text.
inline const ErrorCode kUnstorableText{ErrorKind::Invalid, "unstorable_text",
                                       "A text holds U+0000 or bytes that are not UTF-8"};

}  // namespace tenstone::postgres
