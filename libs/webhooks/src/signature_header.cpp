#include "signature_header.hpp"

#include <algorithm>
#include <charconv>

#include "tenstone/core/encoding.hpp"

namespace tenstone::webhooks {
namespace {

constexpr std::size_t kMaxSignatures = 32, kMaxIdBytes = 256, kMaxTimestampDigits = 12;

Error not_of_its_form(std::string_view header) {
  return Error(kSignatureInvalid, {}, std::string(header) + " is not of its form, or stands twice");
}

// Error: signature_missing, when there is none; signature_invalid, when there are several.
Result<std::string_view> only(std::span<const http::Field> fields, std::string_view name) {
  std::optional<std::string_view> found;
  for (const http::Field& field : fields) {
    if (!http::equal_ignoring_case(field.name, name)) continue;
    if (found) return not_of_its_form(name);
    found = field.value;
  }
  if (!found || found->empty()) return Error(kSignatureMissing, {}, "no header " + std::string(name));
  return *found;
}

// Calls each(part) for the parts between separators; false as soon as there are too many.
template <class Each>
bool for_each_part(std::string_view text, char separator, Each each) {
  for (std::size_t parts = 0; parts < kMaxSignatures; ++parts) {
    const auto end = text.find(separator);
    each(text.substr(0, end));
    if (end == text.npos) return true;
    text.remove_prefix(end + 1);
  }
  return false;
}

void add_hex(Claim& claim, std::string_view text) {
  if (auto mac = from_hex(text)) claim.macs.push_back(std::move(*mac));
}

Result<Claim> read_standard(std::span<const http::Field> fields) {
  const auto id = only(fields, "webhook-id"), timestamp = only(fields, "webhook-timestamp"),
             list = only(fields, "webhook-signature");
  for (const auto* each : {&list, &id, &timestamp})
    if (!*each) return each->error();
  if (!is_event_id(*id) || id->contains('.')) return not_of_its_form("webhook-id");
  Claim claim{.id = *id, .timestamp = *timestamp};
  const bool few = for_each_part(*list, ' ', [&](std::string_view part) {
    if (!part.starts_with("v1,")) return;
    if (auto mac = from_base64(part.substr(3))) claim.macs.push_back(std::move(*mac));
  });
  return few ? Result<Claim>(std::move(claim)) : not_of_its_form("webhook-signature");
}

Result<Claim> read_stripe(std::span<const http::Field> fields) {
  const auto list = only(fields, "Stripe-Signature");
  if (!list) return list.error();
  Claim claim;
  int timestamps = 0;
  const bool few = for_each_part(*list, ',', [&](std::string_view part) {
    if (part.starts_with("t=")) ++timestamps, claim.timestamp = part.substr(2);
    if (part.starts_with("v1=")) add_hex(claim, part.substr(3));
  });
  return few && timestamps == 1 ? Result<Claim>(std::move(claim)) : not_of_its_form("Stripe-Signature");
}

Result<Claim> read_github(std::span<const http::Field> fields) {
  const auto signature = only(fields, "X-Hub-Signature-256"), id = only(fields, "X-GitHub-Delivery");
  if (!signature) return signature.error();
  if (!id) return id.error();
  if (!is_event_id(*id)) return not_of_its_form("X-GitHub-Delivery");
  Claim claim{.id = *id};
  if (signature->starts_with("sha256=")) add_hex(claim, signature->substr(7));
  return claim;
}

Result<Claim> read_slack(std::span<const http::Field> fields) {
  const auto signature = only(fields, "X-Slack-Signature"), timestamp = only(fields, "X-Slack-Request-Timestamp");
  if (!signature) return signature.error();
  if (!timestamp) return timestamp.error();
  Claim claim{.timestamp = *timestamp};
  if (signature->starts_with("v0=")) add_hex(claim, signature->substr(3));
  return claim;
}

}  // namespace

Result<Claim> read_claim(Scheme scheme, std::span<const http::Field> fields) {
  switch (scheme) {
    case Scheme::StandardWebhooks: return read_standard(fields);
    case Scheme::Stripe: return read_stripe(fields);
    case Scheme::GitHub: return read_github(fields);
    case Scheme::Slack: return read_slack(fields);
  }
  return Error(kInternal);
}

std::optional<Time> read_timestamp(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.empty() || text.size() > kMaxTimestampDigits || !std::ranges::all_of(text, digit)) return std::nullopt;
  std::int64_t seconds = 0;
  std::from_chars(text.data(), text.data() + text.size(), seconds);
  return Time(std::chrono::seconds(seconds));
}

bool is_event_id(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes &&
         std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace tenstone::webhooks
