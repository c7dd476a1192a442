// What the routes of sources read and write.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "tenstone/validation/patch.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {

struct SourceJson {
  std::string name;
  Scheme scheme;
  std::int32_t tolerance_seconds, max_bytes;
  std::optional<std::string> action;
  bool enabled;
  Time created_at;
  std::string path;
  std::vector<KeyInfo> keys;
};
constexpr auto schema(validation::For<SourceJson>) {
  using validation::field;
  return validation::object<SourceJson>(
      field("name", &SourceJson::name), field("scheme", &SourceJson::scheme),
      field("tolerance_seconds", &SourceJson::tolerance_seconds), field("max_bytes", &SourceJson::max_bytes),
      field("action", &SourceJson::action), field("enabled", &SourceJson::enabled),
      field("created_at", &SourceJson::created_at),
      field("path", &SourceJson::path).about("Where the sender posts its events"), field("keys", &SourceJson::keys));
}

struct SourceMadeJson {
  SourceJson source;
  std::optional<std::string> secret;
};
constexpr auto schema(validation::For<SourceMadeJson>) {
  using validation::field;
  return validation::object<SourceMadeJson>(
      field("source", &SourceMadeJson::source),
      field("secret", &SourceMadeJson::secret).about("A secret that was made here; shown this once"));
}

struct SourceListQuery : web::Paging {};
constexpr auto schema(validation::For<SourceListQuery>) { return web::paged<SourceListQuery>(); }

struct SourceKey {
  std::string name;
};
constexpr auto schema(validation::For<SourceKey>) {
  return validation::object<SourceKey>(validation::field("name", &SourceKey::name));
}

struct NewSourceBody {
  std::string name;
  Scheme scheme;
  std::optional<std::string> secret;
  std::int32_t tolerance_seconds = kDefaultToleranceSeconds, max_bytes = kDefaultMaxBytes;
  std::optional<std::string> action;
};
constexpr auto schema(validation::For<NewSourceBody>) {
  using validation::field;
  return validation::object<NewSourceBody>(
      field("name", &NewSourceBody::name).length(1, 50).about("Of a-z, 0-9 and '-'; stands in the path"),
      field("scheme", &NewSourceBody::scheme),
      field("secret", &NewSourceBody::secret)
          .length(1, 500)
          .about("What the sender signs with; without it one is made, for standard-webhooks and github"),
      field("tolerance_seconds", &NewSourceBody::tolerance_seconds)
          .or_default()
          .range(1, 86'400)
          .about("How far an event's timestamp may be away, in both directions"),
      field("max_bytes", &NewSourceBody::max_bytes).or_default().range(1, kMostMaxBytes).about("Of a body"),
      field("action", &NewSourceBody::action).length(1, 100).about("What each event starts"));
}

struct SourceChangeBody {
  validation::Patch<std::int32_t> tolerance_seconds, max_bytes;
  validation::Patch<std::string> action;
  validation::Patch<bool> enabled;
};
constexpr auto schema(validation::For<SourceChangeBody>) {
  using validation::field;
  return validation::object<SourceChangeBody>(
      field("tolerance_seconds", &SourceChangeBody::tolerance_seconds).not_null().range(1, 86'400),
      field("max_bytes", &SourceChangeBody::max_bytes).not_null().range(1, kMostMaxBytes),
      field("action", &SourceChangeBody::action).length(1, 100),
      field("enabled", &SourceChangeBody::enabled).not_null());
}

struct RotateBody {
  std::optional<std::string> secret;
  std::int64_t overlap_seconds = kOverlap.count();
};
constexpr auto schema(validation::For<RotateBody>) {
  using validation::field;
  return validation::object<RotateBody>(field("secret", &RotateBody::secret).length(1, 500),
                                        field("overlap_seconds", &RotateBody::overlap_seconds)
                                            .or_default()
                                            .range(0, kMaxOverlap.count())
                                            .about("For how long the secrets before it still count"));
}

}  // namespace tenstone::webhooks
