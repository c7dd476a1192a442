// A verified event of a source, as its handler gets it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/http/client.hpp"

namespace tenstone::webhooks {

// It may come more than once, and not in the order in which it was sent: a handler does its work once for each
// (source, event_id). A replay has the same ids.
struct Event {
  Uuid org, id;                            // `id` is ours
  std::string source, event_id, type;      // the sender's id, or "sha256:" and the body's hash; type "": none was given
  std::string body;                        // the bytes as they came
  std::vector<http::ClientField> headers;  // Content-Type, User-Agent and those of the scheme, without signatures
  Time received_at;
  std::optional<std::string> action;  // the source's, as it is now
};

}  // namespace tenstone::webhooks
