#pragma once
#include <string>

#include "tenstone/core/uuid.hpp"

namespace tenstone::webhooks {

// A message's id outside of the database. Standard Webhooks: it holds no dot.
inline std::string message_name(const Uuid& id) { return "msg_" + to_string(id); }

}  // namespace tenstone::webhooks
