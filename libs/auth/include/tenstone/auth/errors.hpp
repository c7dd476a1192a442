// The error codes of accounts, sessions and tokens.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::auth {

inline const ErrorCode kEmailInvalid{ErrorKind::Invalid, "email_invalid",
                                     "This is not an e-mail address: write it as name@example.com"};
inline const ErrorCode kEmailTaken{ErrorKind::Conflict, "email_taken", "There is an account with this e-mail address"};
inline const ErrorCode kUserNotFound{ErrorKind::NotFound, "user_not_found", "There is no such user"};
inline const ErrorCode kNameInvalid{ErrorKind::Invalid, "name_invalid", "A name has 1 to 200 characters"};
inline const ErrorCode kOrganisationNotFound{ErrorKind::NotFound, "organisation_not_found",
                                             "There is no organisation with this id"};
inline const ErrorCode kOrganisationAmbiguous{ErrorKind::Conflict, "organisation_ambiguous",
                                              "Several organisations have this name: give the id of one"};
inline const ErrorCode kMemberNotFound{ErrorKind::NotFound, "member_not_found",
                                       "This user does not belong to this organisation"};

// One answer for every token that does not work: mistyped, unknown, expired, revoked, of a disabled user.
inline const ErrorCode kInvalidToken{ErrorKind::Unauthenticated, "invalid_token",
                                     "This API token does not work: it is mistyped, expired or revoked"};
inline const ErrorCode kTokenNotFound{ErrorKind::NotFound, "token_not_found", "There is no such API token"};
inline const ErrorCode kTooManyTokens{ErrorKind::Conflict, "too_many_tokens",
                                      "A user has at most 100 API tokens that work: revoke one first"};
inline const ErrorCode kScopeInvalid{
    ErrorKind::Invalid, "scope_invalid",
    "A token has 1 to 50 scopes, each of 1 to 64 lower-case letters, digits and : * . _ -"};
inline const ErrorCode kTokenLifetimeInvalid{
    ErrorKind::Invalid, "token_lifetime_invalid",
    "A token lives for a time such as 12h or 90d, from 1 minute to 10 years, or never"};

// One answer for every login that fails: unknown address, wrong password, disabled user.
inline const ErrorCode kInvalidCredentials{ErrorKind::Unauthenticated, "invalid_credentials",
                                           "The e-mail address or the password is wrong"};
inline const ErrorCode kTooManyAttempts{ErrorKind::Limited, "too_many_attempts",
                                        "Too many attempts: try again after the seconds in Retry-After"};
// One answer for every session that does not hold: unknown, expired, revoked.
inline const ErrorCode kSessionExpired{ErrorKind::Unauthenticated, "session_expired",
                                       "You are not signed in, or your session has ended: sign in again"};
inline const ErrorCode kSessionNotFound{ErrorKind::NotFound, "session_not_found", "There is no such session"};
inline const ErrorCode kPasswordTooShort{ErrorKind::Invalid, "password_too_short",
                                         "A password has at least 15 characters"};
inline const ErrorCode kPasswordTooLong{ErrorKind::Invalid, "password_too_long",
                                        "A password has at most 256 characters and 1024 bytes"};
inline const ErrorCode kPasswordTooLongForBcrypt{
    ErrorKind::Invalid, "password_too_long_for_bcrypt",
    "Passwords are hashed with bcrypt here, which reads 72 bytes and ends at a NUL: choose one of at most 72 bytes. "
    "A plain letter has 1 byte, an accented one 2, an emoji 4"};
inline const ErrorCode kPasswordCommon{
    ErrorKind::Invalid, "password_common",
    "This password is guessed early: it is a common one, or little else than one that repeats or counts on. Choose "
    "several words that do not belong together"};
inline const ErrorCode kPasswordContext{
    ErrorKind::Invalid, "password_context",
    "This password is little else than your e-mail address or the name of this service. Choose several words that do "
    "not belong together"};

inline const ErrorCode kCrossSiteRequest{ErrorKind::Forbidden, "cross_site_request",
                                         "This request came from another site, or does not say where it came from"};

}  // namespace tenstone::auth
