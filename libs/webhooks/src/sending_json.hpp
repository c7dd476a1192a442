// What the API says of sending, and is told.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/validation/validation.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/webhooks/deliveries.hpp"
#include "tenstone/webhooks/endpoints.hpp"
#include "tenstone/webhooks/event_types.hpp"
#include "tenstone/webhooks/outgoing.hpp"

namespace tenstone::webhooks {

inline constexpr auto kPatternText = validation::text().length(1, kMaxTypeBytes + 2);  // and ".*"

constexpr auto schema(validation::For<NewEndpoint>) {
  using validation::field;
  return validation::object<NewEndpoint>(
      field("url", &NewEndpoint::url).length(1, http::Url::kMaxBytes),
      field("types", &NewEndpoint::types)
          .or_default()
          .max_items(kMaxEndpointTypes)
          .each(kPatternText)
          .about("Which messages it gets: order.paid, or order.* for all that begin with order.; none: all"),
      field("description", &NewEndpoint::description).max_length(500));
}

constexpr auto schema(validation::For<ChangeEndpoint>) {
  using validation::field;
  return validation::object<ChangeEndpoint>(
      field("url", &ChangeEndpoint::url).not_null().length(1, http::Url::kMaxBytes),
      field("types", &ChangeEndpoint::types).not_null().max_items(kMaxEndpointTypes).each(kPatternText),
      field("description", &ChangeEndpoint::description).max_length(500),
      field("enabled", &ChangeEndpoint::enabled).not_null());
}

struct RotateEndpoint {
  std::int64_t overlap_seconds = kOverlap.count();
};
constexpr auto schema(validation::For<RotateEndpoint>) {
  return validation::object<RotateEndpoint>(validation::field("overlap_seconds", &RotateEndpoint::overlap_seconds)
                                                .or_default()
                                                .range(0, kMaxOverlap.count())
                                                .about("How long the old secrets sign too"));
}

enum class EndpointState : std::uint8_t { Enabled, Disabled };
constexpr auto schema(validation::For<EndpointState>) {
  using enum EndpointState;
  return validation::enumeration<EndpointState>({{"enabled", Enabled}, {"disabled", Disabled}});
}

struct EndpointJson {
  Uuid id;
  std::string url;
  std::vector<std::string> types;
  std::optional<std::string> description;
  EndpointState state;
  std::optional<DisabledReason> disabled_reason;
  std::optional<Time> failing_since;
  Time created_at;
  std::vector<KeyInfo> keys;
};
constexpr auto schema(validation::For<EndpointJson>) {
  using validation::field;
  return validation::object<EndpointJson>(
      field("id", &EndpointJson::id), field("url", &EndpointJson::url), field("types", &EndpointJson::types),
      field("description", &EndpointJson::description), field("state", &EndpointJson::state),
      field("disabled_reason", &EndpointJson::disabled_reason)
          .about("requested; gone: it answered 410; failing: nothing but failures for 120 hours"),
      field("failing_since", &EndpointJson::failing_since).about("The first failure after the last success"),
      field("created_at", &EndpointJson::created_at), field("keys", &EndpointJson::keys));
}

struct EndpointSecretJson {
  EndpointJson endpoint;
  std::string secret;
};
constexpr auto schema(validation::For<EndpointSecretJson>) {
  using validation::field;
  return validation::object<EndpointSecretJson>(
      field("endpoint", &EndpointSecretJson::endpoint),
      field("secret", &EndpointSecretJson::secret).about("Shown this once: what you verify requests by"));
}

struct MessageBody {
  std::string type;
  validation::Json payload;
  std::optional<std::string> key;
};
constexpr auto schema(validation::For<MessageBody>) {
  using validation::field;
  return validation::object<MessageBody>(
      field("type", &MessageBody::type).length(1, kMaxTypeBytes),
      field("payload", &MessageBody::payload).about("An object of at most 256 KiB"),
      field("key", &MessageBody::key).length(1, 200).about("A second message with this key is not sent"));
}

struct MessageSentJson {
  std::string id;
  int deliveries;
  bool existed;
};
constexpr auto schema(validation::For<MessageSentJson>) {
  using validation::field;
  return validation::object<MessageSentJson>(
      field("id", &MessageSentJson::id).about("The webhook-id of all its requests"),
      field("deliveries", &MessageSentJson::deliveries).about("How many endpoints get it"),
      field("existed", &MessageSentJson::existed).about("It was sent before, with the same key"));
}
inline MessageSentJson json_of(const SentMessage& sent) {
  return {sent.id, static_cast<int>(sent.deliveries), sent.existed};
}

enum class DeliveryFilter : std::uint8_t { Failed };
constexpr auto schema(validation::For<DeliveryFilter>) {
  return validation::enumeration<DeliveryFilter>({{"failed", DeliveryFilter::Failed}});
}

struct DeliveriesQuery : web::Paging {
  std::optional<Uuid> endpoint;
  std::optional<DeliveryFilter> state;
};
constexpr auto schema(validation::For<DeliveriesQuery>) {
  using validation::field;
  return web::paged<DeliveriesQuery>(field("endpoint", &DeliveriesQuery::endpoint),
                                     field("state", &DeliveriesQuery::state));
}

struct DeliveryJson {
  Uuid id;
  std::string message, type;
  Uuid endpoint;
  std::optional<std::string> url;
  std::string state;
  int attempts;
  std::optional<Time> next_at;
  std::optional<std::string> error;
  Time created_at;
};
// The fields of a DeliveryJson, and more.
template <class T, class... M>
constexpr auto delivery_object(validation::Field<T, M>... more) {
  using validation::field;
  using Text = std::string;
  return validation::object<T>(
      field<T, Uuid>("id", &T::id), field<T, Text>("message", &T::message), field<T, Text>("type", &T::type),
      field<T, Uuid>("endpoint", &T::endpoint),
      field<T, std::optional<Text>>("url", &T::url).about("Null: the endpoint was removed"),
      field<T, Text>("state", &T::state).about("queued, running, retrying, succeeded, failed or cancelled"),
      field<T, int>("attempts", &T::attempts), field<T, std::optional<Time>>("next_at", &T::next_at),
      field<T, std::optional<Text>>("error", &T::error).about("Why the last attempt failed"),
      field<T, Time>("created_at", &T::created_at), more...);
}
constexpr auto schema(validation::For<DeliveryJson>) { return delivery_object<DeliveryJson>(); }

struct DeliveryTryJson {
  int attempt;
  Time at;
  std::optional<int> status;
  int milliseconds;
  std::optional<std::string> error, answer;
};
constexpr auto schema(validation::For<DeliveryTryJson>) {
  using validation::field;
  return validation::object<DeliveryTryJson>(
      field("attempt", &DeliveryTryJson::attempt), field("at", &DeliveryTryJson::at),
      field("status", &DeliveryTryJson::status), field("milliseconds", &DeliveryTryJson::milliseconds),
      field("error", &DeliveryTryJson::error).about("Why there was no answer"),
      field("answer", &DeliveryTryJson::answer).about("The first 16 KiB of the answer's body"));
}

struct DeliveryDetailJson : DeliveryJson {
  std::string body;
  std::vector<DeliveryTryJson> tries;
};
constexpr auto schema(validation::For<DeliveryDetailJson>) {
  using validation::field;
  return delivery_object<DeliveryDetailJson>(field("body", &DeliveryDetailJson::body).about("What is sent"),
                                             field("tries", &DeliveryDetailJson::tries));
}

}  // namespace tenstone::webhooks
