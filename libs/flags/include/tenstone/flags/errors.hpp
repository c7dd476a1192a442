#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::flags {

inline const ErrorCode kFeatureDisabled{ErrorKind::Forbidden, "feature_disabled", "This feature is switched off"};
inline const ErrorCode kInvalidFlag{
    ErrorKind::Invalid, "invalid_flag",
    "A flag's key is 1 to 64 of a-z, 0-9, '_', '.' and '-', and its share from 0 to 100 percent"};
inline const ErrorCode kFlagNotFound{ErrorKind::NotFound, "flag_not_found", "There is no such flag"};
inline const ErrorCode kWeightsInvalid{ErrorKind::Invalid, "weights_invalid",
                                       "Shares are from 0 to 100 percent, and so is their sum"};
inline const ErrorCode kInvalidContext{
    ErrorKind::Invalid, "invalid_context",
    "An evaluation context is a JSON object of at most 64 KiB, 8 levels and 1,000 attributes"};

}  // namespace tenstone::flags
