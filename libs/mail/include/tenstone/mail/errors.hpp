// The error codes of mail.
#pragma once
#include "tenstone/core/error.hpp"

namespace tenstone::mail {

inline const ErrorCode kMailInvalid{ErrorKind::Invalid, "mail_invalid", "This mail cannot be sent as it is"};
inline const ErrorCode kMailNotConfigured{
    ErrorKind::Unavailable, "mail_not_configured",
    "This installation sends no mail. Its operator sets mail.smtp_url, mail.from and http.public_url"};
// The two ends of an attempt that failed: for good, and for now.
inline const ErrorCode kMailRefused{ErrorKind::Invalid, "mail_refused", "The mail server refuses this mail for good"};
inline const ErrorCode kMailUnsent{ErrorKind::Unavailable, "mail_unsent",
                                   "The mail could not be sent now; it is tried again"};
inline const ErrorCode kMailNotFound{ErrorKind::NotFound, "mail_not_found", "There is no such mail any more"};

inline const ErrorCode kMailSettingsInvalid{ErrorKind::Invalid, "mail_settings_invalid",
                                            "The settings of mail cannot be used"};

}  // namespace tenstone::mail
