// Whether a reminder can reach anybody at all: seen when it is made or changed, not only when it goes off.
#pragma once
#include <set>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/reminders/reminder.hpp"
#include "tenstone/webhooks/endpoints.hpp"

namespace tenstone::reminders {

// Suspends; throws what Endpoints::list() throws.
Task<std::set<Uuid>> ids_of_endpoints(webhooks::Endpoints& endpoints, Uuid org);

// `endpoints`: those of the organisation; not looked at for another channel than a webhook.
// Errors: mail_invalid (the title is the mail's subject), endpoint_not_found.
Result<void> check_recipient(const Channel& channel, const std::string& title, const std::string& body,
                             const std::set<Uuid>& endpoints);

}  // namespace tenstone::reminders
