#include "tenstone/webhooks/signature.hpp"

#include <stdexcept>

#include "signature_header.hpp"
#include "tenstone/core/encoding.hpp"

namespace tenstone::webhooks {
namespace {

constexpr std::size_t kMinStandardKey = 24, kMaxStandardKey = 64;  // bytes

std::string mac_of(Scheme scheme, const SigningKey& key, std::string_view id, std::string_view timestamp,
                   std::string_view body) {
  switch (scheme) {
    case Scheme::StandardWebhooks: return key.mac({id, ".", timestamp, ".", body});
    case Scheme::Stripe: return key.mac({timestamp, ".", body});
    case Scheme::GitHub: return key.mac({body});
    case Scheme::Slack: return key.mac({"v0:", timestamp, ":", body});
  }
  return {};
}

}  // namespace

Result<SigningKey> SigningKey::make(Scheme scheme, std::string id, const Secret<std::string>& secret,
                                    std::optional<Time> not_after) {
  std::string_view text = secret.reveal();
  if (text.empty()) return Error(kSigningSecretInvalid, "The secret is empty");
  if (scheme != Scheme::StandardWebhooks) return SigningKey(std::move(id), text, not_after);
  if (text.starts_with("whsec_")) text.remove_prefix(6);
  const auto key = from_base64(text);
  if (!key || key->size() < kMinStandardKey || key->size() > kMaxStandardKey)
    return Error(kSigningSecretInvalid, "A Standard Webhooks secret is whsec_ and the base64 of 24 to 64 bytes");
  return SigningKey(std::move(id), *key, not_after);
}

Result<Verified> verify(Scheme scheme, std::span<const http::Field> fields, std::string_view body,
                        std::span<const SigningKey> keys, Time now, std::chrono::seconds tolerance) {
  const auto refuse = [&](Error error) {
    for (const SigningKey& key : keys)
      if (key.holds(now)) key.mac({body});
    return error;
  };
  const auto claim = read_claim(scheme, fields);
  if (!claim) return refuse(claim.error());
  const auto timestamp = read_timestamp(claim->timestamp);
  if (scheme != Scheme::GitHub && !timestamp)
    return refuse(Error(kSignatureInvalid, {}, "the timestamp is not 1 to 12 digits"));
  const SigningKey* signer = nullptr;
  // [snippet:verify]
  for (const SigningKey& key : keys) {
    if (!key.holds(now)) continue;
    const std::string expected = mac_of(scheme, key, claim->id, claim->timestamp, body);
    for (const std::string& mac : claim->macs)
      if (equal_in_constant_time(mac, expected) && signer == nullptr) signer = &key;
  }
  // [/snippet:verify]
  if (signer == nullptr)
    return Error(kSignatureInvalid, {},
                 claim->macs.empty() ? "the header holds no signature of the scheme"
                                     : "no secret matches; the body must be verified as it came, before it is parsed");
  if (timestamp && (*timestamp < now - tolerance || *timestamp > now + tolerance))
    return Error(kTimestampOutOfRange, {}, *timestamp < now ? "too old" : "from the future");
  return Verified{
      .key_id = signer->id(), .by_old_key = signer->ends(), .timestamp = timestamp, .event_id = std::string(claim->id)};
}

Result<std::vector<http::ClientField>> sign(Scheme scheme, std::span<const SigningKey> keys, std::string_view event_id,
                                            std::string_view body, Time now) {
  if (!is_event_id(event_id) || event_id.contains('.')) throw std::invalid_argument("sign: not an event's id");
  const std::string timestamp =
      std::to_string(std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count());
  std::vector<std::string> macs;
  for (const SigningKey& key : keys)
    if (key.holds(now)) macs.push_back(mac_of(scheme, key, event_id, timestamp, body));
  if (macs.empty()) return Error(kSigningSecretInvalid, "No secret holds at this time");
  using Fields = std::vector<http::ClientField>;
  std::string list;
  switch (scheme) {
    case Scheme::StandardWebhooks:
      for (const std::string& mac : macs) list += (list.empty() ? "v1," : " v1,") + to_base64(mac);
      return Fields{
          {"webhook-id", std::string(event_id)}, {"webhook-timestamp", timestamp}, {"webhook-signature", list}};
    case Scheme::Stripe:
      list = "t=" + timestamp;
      for (const std::string& mac : macs) list += ",v1=" + to_hex(mac);
      return Fields{{"Stripe-Signature", list}};
    case Scheme::GitHub:
      return Fields{{"X-GitHub-Delivery", std::string(event_id)}, {"X-Hub-Signature-256", "sha256=" + to_hex(macs[0])}};
    case Scheme::Slack:
      return Fields{{"X-Slack-Request-Timestamp", timestamp}, {"X-Slack-Signature", "v0=" + to_hex(macs[0])}};
  }
  return Error(kInternal);
}

}  // namespace tenstone::webhooks
