#pragma once
#include <string>

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/auth/actor.hpp"

namespace tenstone::auth {

inline audit::Entry audit_entry(const Uuid& org, const Actor& by, std::string action, std::string subject) {
  audit::Entry entry{.org = org, .actor = by.name, .action = std::move(action), .subject = std::move(subject)};
  entry.ip = by.client.ip;
  if (!by.client.user_agent.empty()) entry.user_agent = printable_user_agent(by.client.user_agent);
  return entry;
}

}  // namespace tenstone::auth
