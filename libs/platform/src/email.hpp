#pragma once
#include "tenstone/platform/actions.hpp"

namespace tenstone::mail {
class Outbox;
}

namespace tenstone::platform {

// Runs `run: email`: puts a mail into the outbox, under the number of the job, so that an attempt that is made again
// sends no second one. The job succeeds when the mail is in the outbox; sending it is a job of its own, "mail.send".
// Both must outlive the handlers.
std::function<jobs::Handler(const EmailTemplate& email)> put_email(mail::Outbox& outbox, postgres::Database& database);

}  // namespace tenstone::platform
