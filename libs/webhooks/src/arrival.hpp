// An event that is verified and not stored yet. Pure.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tenstone/core/uuid.hpp"
#include "tenstone/http/field.hpp"
#include "tenstone/webhooks/signature.hpp"

namespace tenstone::webhooks {

struct Arrival {
  Uuid org, id;
  std::string source, event_id, type;
  std::string body, body_sha256;
  std::string headers;  // JSON
  std::string trace;
};

// The parts of an arrival that stand in the request.
struct Content {
  std::string event_id, type, body_sha256, headers;
  std::optional<std::string> challenge;  // Slack's url_verification: answer it and store nothing
};
// `verified` is what verify() returned for the same request.
Content content_of(Scheme scheme, const Verified& verified, std::span<const http::Field> fields, std::string_view body);

}  // namespace tenstone::webhooks
