// Signatures of webhooks: HMAC-SHA-256 over the raw bytes of the body, in the forms of four senders. Pure: no I/O, and
// the time is an argument. Everything here is safe on every thread at once.
#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/http/client.hpp"
#include "tenstone/http/field.hpp"

namespace tenstone::webhooks {

// Why verify() refuses: for the log and the metric. Whoever sent the request is told signature_invalid in every case.
inline const ErrorCode kSignatureMissing{ErrorKind::Unauthenticated, "signature_missing",
                                         "The request has no signature"};
inline const ErrorCode kSignatureInvalid{ErrorKind::Unauthenticated, "signature_invalid",
                                         "The request is not signed by this source, or not at this time"};
inline const ErrorCode kTimestampOutOfRange{ErrorKind::Unauthenticated, "timestamp_out_of_range",
                                            "The signature is good, and too old or from the future"};
inline const ErrorCode kSigningSecretInvalid{ErrorKind::Invalid, "signing_secret_invalid",
                                             "The secret is not one that this scheme signs with"};

// What is signed, and where the signature stands:
//
// StandardWebhooks  id "." timestamp "." body; the key is the base64 behind "whsec_", 24 to 64 bytes.
//                   webhook-id, webhook-timestamp, webhook-signature: a list "v1,BASE64 v1,BASE64" (and versions that
//                   are skipped).
// Stripe            timestamp "." body; the key is the secret's text, "whsec_" included.
//                   Stripe-Signature: "t=TIMESTAMP,v1=HEX,v1=HEX" (and names that are skipped).
// GitHub            body; no timestamp. X-Hub-Signature-256: "sha256=HEX"; X-GitHub-Delivery: the event's id.
// Slack             "v0:" timestamp ":" body. X-Slack-Signature: "v0=HEX"; X-Slack-Request-Timestamp.
//
// HEX is lower case. A timestamp is 1 to 12 digits, seconds since 1970.
enum class Scheme : std::uint8_t { StandardWebhooks, Stripe, GitHub, Slack };

class SigningKey {
 public:
  // `id` names the secret in logs and metrics. With `not_after` it holds until then, that moment excluded: the old
  // secret of a rotation. Error: signing_secret_invalid.
  static Result<SigningKey> make(Scheme scheme, std::string id, const Secret<std::string>& secret,
                                 std::optional<Time> not_after = {});

  const std::string& id() const { return id_; }
  bool holds(Time now) const { return !not_after_ || now < *not_after_; }
  bool ends() const { return not_after_.has_value(); }
  // 32 bytes.
  std::string mac(std::initializer_list<std::string_view> parts) const { return hmac_(parts); }

 private:
  SigningKey(std::string id, std::string_view key, std::optional<Time> not_after)
      : id_(std::move(id)), hmac_(key), not_after_(not_after) {}
  std::string id_;
  HmacSha256 hmac_;
  std::optional<Time> not_after_;
};

struct Verified {
  std::string key_id;
  bool by_old_key = false;             // one with an end
  std::optional<Time> timestamp = {};  // not GitHub
  std::string event_id = {};           // StandardWebhooks and GitHub; "": it stands in the body, or nowhere
};

// `fields` are the request's header, `body` its bytes as they came. Every key that holds is tried against every
// signature, over decoded bytes and in constant time; `tolerance` is for both directions, and is looked at last.
// A header that stands twice, or is not of its form, is signature_invalid; so is an event id that is longer than 256
// bytes, holds other than printable ASCII, or (StandardWebhooks) a dot.
// Errors: signature_missing, signature_invalid, timestamp_out_of_range. No error holds a signature. Every refusal has
// computed a MAC of the body for each key that holds, so that its time does not tell what was wrong.
Result<Verified> verify(Scheme scheme, std::span<const http::Field> fields, std::string_view body,
                        std::span<const SigningKey> keys, Time now,
                        std::chrono::seconds tolerance = std::chrono::minutes(5));

// The fields that verify() reads, signed at `now` by every key that holds then. Schemes with one signature only
// (GitHub, Slack) take the first such key. `event_id` is not empty, and has no dot; Stripe and Slack do not send it.
// Error: signing_secret_invalid, when no key holds.
Result<std::vector<http::ClientField>> sign(Scheme scheme, std::span<const SigningKey> keys, std::string_view event_id,
                                            std::string_view body, Time now);

}  // namespace tenstone::webhooks
