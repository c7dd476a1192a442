// What can be wrong with a whole input. What is wrong with one place of it is an Issue (issues.hpp).
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::validation {

inline const ErrorCode kInvalidJson{ErrorKind::Unreadable, "invalid_json", "The text is not valid JSON in UTF-8"};
inline const ErrorCode kJsonRoot{ErrorKind::Unreadable, "not_an_object_or_array",
                                 "The JSON text must be an object or an array, not a bare value"};
inline const ErrorCode kValidationFailed{ErrorKind::Invalid, "validation_failed", "The input breaks its rules"};
inline const ErrorCode kLimitDepth{ErrorKind::Invalid, "limit_depth", "The JSON nests deeper than 32 levels"};
inline const ErrorCode kLimitKeys{ErrorKind::Invalid, "limit_keys", "A JSON object has more than 1,000 keys"};
inline const ErrorCode kLimitItems{ErrorKind::Invalid, "limit_items", "A JSON array has more than 10,000 items"};
inline const ErrorCode kLimitString{ErrorKind::Invalid, "limit_string", "A JSON string is longer than 64 KiB"};
inline const ErrorCode kLimitNumber{ErrorKind::Invalid, "limit_number",
                                    "A JSON number has more than 400 digits when it is written without an exponent"};
inline const ErrorCode kNulCharacter{ErrorKind::Invalid, "nul_character",
                                     "The JSON holds the character \\u0000, which no text may contain"};

}  // namespace tenstone::validation
