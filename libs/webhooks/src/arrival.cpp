#include "arrival.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "signature_header.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/webhooks/event_types.hpp"

namespace tenstone::webhooks {
namespace {

// What senders put into a body, as far as it is of interest here.
struct InnerEvent {
  std::optional<std::string> type;
};
constexpr auto schema(validation::For<InnerEvent>) {
  return validation::object<InnerEvent>(validation::field("type", &InnerEvent::type)).ignore_unknown();
}
struct EventBody {
  std::optional<std::string> id, event_id, type, challenge;
};
constexpr auto schema(validation::For<EventBody>) {
  using validation::field;
  return validation::object<EventBody>(field("id", &EventBody::id), field("event_id", &EventBody::event_id),
                                       field("type", &EventBody::type), field("challenge", &EventBody::challenge))
      .ignore_unknown();
}
struct OuterEvent {
  std::optional<InnerEvent> event;
};
constexpr auto schema(validation::For<OuterEvent>) {
  return validation::object<OuterEvent>(validation::field("event", &OuterEvent::event)).ignore_unknown();
}

template <class T>
T read_leniently(std::string_view body) {
  auto read = validation::parse_json<T>(body);
  return read ? std::move(*read) : T();
}

std::string_view first(std::span<const http::Field> fields, std::string_view name) {
  const auto found =
      std::ranges::find_if(fields, [&](const http::Field& each) { return http::equal_ignoring_case(each.name, name); });
  return found == fields.end() ? std::string_view() : found->value;
}

// Nothing of a request is kept that might not be storable, or that signs it.
constexpr std::array<std::string_view, 11> kKeptHeaders{
    "content-type",      "user-agent",           "webhook-id",       "webhook-timestamp",
    "x-github-event",    "x-github-delivery",    "x-github-hook-id", "x-slack-request-timestamp",
    "x-slack-retry-num", "x-slack-retry-reason", "stripe-account"};

std::string kept_headers(std::span<const http::Field> fields) {
  std::map<std::string, std::string> kept;
  for (const std::string_view name : kKeptHeaders) {
    const std::string_view value = first(fields, name);
    const bool printable = std::ranges::all_of(value, [](char c) { return c >= ' ' && c < '\x7f'; });
    if (!value.empty() && printable) kept.emplace(name, value);
  }
  return validation::to_json(kept);
}

std::string type_or_nothing(std::string_view text) {
  return text.size() <= kMaxTypeBytes && is_event_id(text) ? std::string(text) : std::string();
}

}  // namespace

Content content_of(Scheme scheme, const Verified& verified, std::span<const http::Field> fields,
                   std::string_view body) {
  Content content{.event_id = verified.event_id,
                  .type = {},
                  .body_sha256 = sha256(body),
                  .headers = kept_headers(fields),
                  .challenge = {}};
  if (scheme == Scheme::GitHub) {
    content.type = type_or_nothing(first(fields, "x-github-event"));
  } else {
    auto read = read_leniently<EventBody>(body);
    if (scheme == Scheme::Stripe) content.event_id = read.id.value_or("");
    if (scheme == Scheme::Slack) {
      content.event_id = read.event_id.value_or("");
      content.type = type_or_nothing(read_leniently<OuterEvent>(body).event.value_or(InnerEvent()).type.value_or(""));
      if (read.type == "url_verification") content.challenge = std::move(read.challenge);
    } else {
      content.type = type_or_nothing(read.type.value_or(""));
    }
  }
  if (!is_event_id(content.event_id)) content.event_id = "sha256:" + to_hex(content.body_sha256);
  return content;
}

}  // namespace tenstone::webhooks
