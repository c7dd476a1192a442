// What the routes of the inbox read and write.
#pragma once
#include <map>
#include <optional>
#include <string>

#include "tenstone/validation/enumeration.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/webhooks/inbox.hpp"

namespace tenstone::webhooks {

struct EventJson {
  Uuid id;
  std::string source, event_id, type;
  Time received_at;
  std::int64_t bytes;
  std::int32_t duplicates, conflicts;
  std::optional<Time> last_duplicate_at;
  std::string state;
  std::int32_t attempts;
  std::optional<Time> next_at;
  std::optional<std::string> error;
  Uuid job;
};
template <class T, class... M>
constexpr auto event_object(validation::Field<T, M>... more) {
  using validation::field;
  using Text = std::string;
  return validation::object<T>(
      field<T, Uuid>("id", &T::id), field<T, Text>("source", &T::source),
      field<T, Text>("event_id", &T::event_id).about("The sender's id, or sha256: and the hash of the body"),
      field<T, Text>("type", &T::type), field<T, Time>("received_at", &T::received_at),
      field<T, std::int64_t>("bytes", &T::bytes),
      field<T, std::int32_t>("duplicates", &T::duplicates).about("How often it came again"),
      field<T, std::int32_t>("conflicts", &T::conflicts).about("How often it came again with another body"),
      field<T, std::optional<Time>>("last_duplicate_at", &T::last_duplicate_at),
      field<T, Text>("state", &T::state).about("Of its job: queued, running, retrying, succeeded, failed or cancelled"),
      field<T, std::int32_t>("attempts", &T::attempts), field<T, std::optional<Time>>("next_at", &T::next_at),
      field<T, std::optional<Text>>("error", &T::error).about("Of the last attempt that failed"),
      field<T, Uuid>("job", &T::job), more...);
}
constexpr auto schema(validation::For<EventJson>) { return event_object<EventJson>(); }

struct EventContentJson : EventJson {
  std::map<std::string, std::string> headers;
  std::optional<std::string> body, body_base64;
};
constexpr auto schema(validation::For<EventContentJson>) {
  using validation::field;
  return event_object<EventContentJson>(
      field("headers", &EventContentJson::headers), field("body", &EventContentJson::body),
      field("body_base64", &EventContentJson::body_base64).about("In place of body, when that is not text"));
}

enum class StateFilter : std::uint8_t { Failed };
constexpr auto schema(validation::For<StateFilter>) {
  return validation::enumeration<StateFilter>({{"failed", StateFilter::Failed}});
}

struct InboxListQuery : web::Paging {
  std::optional<std::string> source = {}, type = {};
  std::optional<StateFilter> state = {};
  bool conflict = false;
  std::optional<Time> from = {}, to = {};
};
constexpr auto schema(validation::For<InboxListQuery>) {
  using validation::field;
  return web::paged<InboxListQuery>(
      field("source", &InboxListQuery::source).max_length(50), field("type", &InboxListQuery::type).max_length(128),
      field("state", &InboxListQuery::state),
      field("conflict", &InboxListQuery::conflict).or_default().about("Only those that came with several bodies"),
      field("from", &InboxListQuery::from).about("Received at that time or later"),
      field("to", &InboxListQuery::to).about("Received before"));
}

struct EventKey {
  Uuid id;
};
constexpr auto schema(validation::For<EventKey>) {
  return validation::object<EventKey>(validation::field("id", &EventKey::id));
}

struct ReplayedJson {
  Uuid id;
};
constexpr auto schema(validation::For<ReplayedJson>) {
  return validation::object<ReplayedJson>(validation::field("id", &ReplayedJson::id));
}
struct RedrivenJson {
  std::int64_t redriven;
};
constexpr auto schema(validation::For<RedrivenJson>) {
  return validation::object<RedrivenJson>(validation::field("redriven", &RedrivenJson::redriven));
}

}  // namespace tenstone::webhooks
