// Where an organisation's messages go.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/http/address_rules.hpp"
#include "tenstone/http/url.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/validation/patch.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/outgoing.hpp"
#include "tenstone/webhooks/secrets.hpp"

namespace tenstone::webhooks {

inline constexpr std::size_t kMaxEndpoints = 50;       // of an organisation
inline constexpr std::size_t kMaxEndpointTypes = 50;   // that an endpoint names
inline constexpr std::chrono::hours kFailingFor{120};  // of failures only: then an endpoint is disabled

inline const ErrorCode kEndpointUrlForbidden{ErrorKind::Invalid, "endpoint_url_forbidden",
                                             "Webhooks are not sent to such a URL"};
inline const ErrorCode kEndpointTypesInvalid{
    ErrorKind::Invalid, "endpoint_types_invalid",
    "A type is words of letters, digits and _ with dots between; order.* stands for all that begin with order."};
inline const ErrorCode kTooManyEndpoints{ErrorKind::Conflict, "too_many_endpoints",
                                         "An organisation has at most 50 endpoints: remove one first"};

// Which URLs endpoints may have. Names are looked up, and their addresses checked, for each attempt.
struct EndpointRules {
  http::AddressRules addresses = http::AddressRules::public_only();
  bool plain_http = false;

  // Errors: url_invalid; endpoint_url_forbidden, whose message says why: http, or an address that is not permitted.
  Result<http::Url> check(std::string_view url) const;
};

enum class DisabledReason : std::uint8_t {
  Requested,  // by a member
  Gone,       // it answered 410
  Failing,    // nothing but failures for kFailingFor
};
constexpr auto schema(validation::For<DisabledReason>) {
  using enum DisabledReason;
  return validation::enumeration<DisabledReason>({{"requested", Requested}, {"gone", Gone}, {"failing", Failing}});
}

struct Endpoint {
  Uuid id;
  std::string url;
  std::vector<std::string> types;  // none: all; "order.*": all that begin with "order."
  std::optional<std::string> description;
  std::optional<DisabledReason> disabled;  // unset: enabled
  std::optional<Time> failing_since;       // the first failure after the last success
  Time created_at;
  std::vector<KeyInfo> keys = {};  // that hold now, the newest first
};

struct NewEndpoint {
  std::string url;
  std::vector<std::string> types = {};
  std::optional<std::string> description = {};
};

struct ChangeEndpoint {
  validation::Patch<std::string> url = {};
  validation::Patch<std::vector<std::string>> types = {};
  validation::Patch<std::string> description = {};
  validation::Patch<bool> enabled = {};
};

struct EndpointWithSecret {
  Endpoint endpoint;
  Secret<std::string> secret;  // "whsec_" and base64: what the receiver verifies by (Standard Webhooks)
};

// One a process, used on any loop. Each change and its audit entry are kept together, or neither is. Everything
// suspends and throws what Database throws. An endpoint of another organisation is endpoint_not_found.
class Endpoints {
 public:
  Endpoints(postgres::Database& database, Ids& ids, Secrets& secrets, Outgoing& outgoing, EndpointRules rules)
      : database_(database), ids_(ids), secrets_(secrets), outgoing_(outgoing), rules_(std::move(rules)) {}

  // Errors: those of EndpointRules::check(), endpoint_types_invalid, too_many_endpoints.
  Task<Result<EndpointWithSecret>> create(NewEndpoint endpoint, Caller by);
  Task<std::vector<Endpoint>> list(Uuid org);  // newest first
  Task<Result<Endpoint>> find(Uuid org, Uuid id);
  // Holds for what waits already: URL, secrets and state are read before each attempt. Enabling forgets the failures
  // before it. Errors: as create(), endpoint_not_found.
  Task<Result<Endpoint>> change(Uuid id, ChangeEndpoint change, Caller by);
  // With its secrets. What waits for it is discarded; its deliveries stay readable. Error: endpoint_not_found.
  Task<Result<void>> remove(Uuid id, Caller by);
  // A new secret; requests are signed by the old ones too for `overlap`. Error: endpoint_not_found.
  Task<Result<EndpointWithSecret>> rotate(Uuid id, std::chrono::seconds overlap, Caller by);
  // Sends a message of the type webhook.test to it. Errors: endpoint_not_found, endpoint_disabled.
  Task<Result<SentMessage>> test(Uuid id, Caller by, std::string trace);

  // For the sender: disables it, with an audit entry of "system" and a message of the type endpoint.disabled to the
  // organisation's other endpoints. Failing: only when it has been failing for kFailingFor. Otherwise, and when it is
  // disabled already, nothing is done.
  Task<Result<void>> disable(Uuid org, Uuid id, DisabledReason reason);

 private:
  postgres::Database& database_;
  Ids& ids_;
  Secrets& secrets_;
  Outgoing& outgoing_;
  const EndpointRules rules_;
};

}  // namespace tenstone::webhooks
