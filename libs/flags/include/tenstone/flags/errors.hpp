#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::flags {

inline const ErrorCode kFeatureDisabled{ErrorKind::Forbidden, "feature_disabled", "This feature is switched off"};
inline const ErrorCode kFlagNotFound{ErrorKind::NotFound, "flag_not_found", "There is no such flag"};
inline const ErrorCode kSegmentNotFound{ErrorKind::NotFound, "segment_not_found", "There is no such segment"};
inline const ErrorCode kRevisionNotFound{ErrorKind::NotFound, "revision_not_found",
                                         "There is no such revision, or it is a removal"};
inline const ErrorCode kFlagKeyNotFound{ErrorKind::NotFound, "flag_key_not_found", "There is no such evaluation key"};
inline const ErrorCode kSegmentInUse{ErrorKind::Conflict, "segment_in_use", "A flag or another segment uses it"};
inline const ErrorCode kRebucketNeedsConfirmation{
    ErrorKind::Conflict, "rebucket_needs_confirmation",
    "Another salt, hash version or attribute to split by gives most people another variant: send confirm_rebucket=true "
    "if that is meant"};
inline const ErrorCode kTooManyFlagKeys{ErrorKind::Conflict, "too_many_flag_keys",
                                        "There are 1,000 evaluation keys: revoke one first"};
inline const ErrorCode kVariantNotFound{ErrorKind::Invalid, "variant_not_found", "The flag has no such variant"};
inline const ErrorCode kRuleNotFound{ErrorKind::Invalid, "rule_not_found", "The flag has no such rule"};
inline const ErrorCode kWeightsInvalid{ErrorKind::Invalid, "weights_invalid",
                                       "Shares are from 0 to 100 percent, and so is their sum"};
inline const ErrorCode kInvalidContext{
    ErrorKind::Invalid, "invalid_context",
    "An evaluation context is a JSON object of at most 64 KiB, 8 levels and 1,000 attributes"};

}  // namespace tenstone::flags
