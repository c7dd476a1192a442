#pragma once
#include <optional>
#include <string>

#include "tenstone/core/uuid.hpp"

namespace tenstone::auth {

// Where a request came from. `ip` as text without port and zone; a user agent is cut to 256 printable ASCII characters
// before it is stored.
struct Client {
  std::optional<std::string> ip = {};
  std::string user_agent = {};
};

// Who does something, for the audit log.
struct Actor {
  std::string name = "system";  // "user:<id>", "token:<id>", "system"
  Client client = {};
  static Actor user(const Uuid& id, Client from = {}) { return {"user:" + to_string(id), std::move(from)}; }
};

// What may be stored of a user agent: others' bytes become '?'.
std::string printable_user_agent(const std::string& text);

}  // namespace tenstone::auth
