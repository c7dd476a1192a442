// Flags and segments as their routes write them: the definition's members, then what is stored beside it.
#pragma once
#include <array>
#include <optional>
#include <string>

#include "definition_schema.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/web/pages.hpp"

namespace tenstone::flags {

struct StoredParts {
  std::int64_t revision;
  Time created_at, changed_at;
  std::string changed_by;
};
constexpr auto schema(validation::For<StoredParts>) {
  using validation::field;
  return validation::object<StoredParts>(
      field("revision", &StoredParts::revision).about("Counts the changes of this key; the ETag"),
      field("created_at", &StoredParts::created_at), field("changed_at", &StoredParts::changed_at),
      field("changed_by", &StoredParts::changed_by));
}

// How `Json` is written: a struct with a member `stored` of Stored<T>.
template <class Json, class T>
struct StoredSchema {
  static void write(std::string& out, const Json& json) {
    out += to_json(json.stored.value);
    out.back() = ',';
    const auto& [value, revision, created_at, changed_at, changed_by] = json.stored;
    out += validation::to_json(StoredParts{revision, created_at, changed_at, changed_by}).substr(1);
  }
  static void describe(validation::Description& out) {
    static const auto members = [] {
      std::array<validation::DescribedMember, validation::kDescribed<T>.size() + 4> all;
      std::ranges::copy(validation::kDescribed<StoredParts>,
                        std::ranges::copy(validation::kDescribed<T>, all.begin()).out);
      all.front().required = true;  // the key: a body may leave it out
      return all;
    }();
    out.object({.type = typeid(Json), .members = members, .ignore_unknown = false, .as_read = true});
  }
};

struct FlagJson {
  StoredFlag stored;
};
constexpr auto schema(validation::For<FlagJson>) { return StoredSchema<FlagJson, Definition>(); }
struct SegmentJson {
  StoredSegment stored;
};
constexpr auto schema(validation::For<SegmentJson>) { return StoredSchema<SegmentJson, Segment>(); }
struct SegmentListQuery : web::Paging {};
constexpr auto schema(validation::For<SegmentListQuery>) { return web::paged<SegmentListQuery>(); }

template <class Json, class T>
Result<web::Versioned<Json>> versioned(Result<Stored<T>> stored) {
  if (!stored) return stored.error();
  const std::int64_t revision = stored->revision;
  return web::Versioned<Json>{{std::move(*stored)}, revision};
}
// 201 or 200. `path`: where the thing is.
template <class Json, class T>
auto versioned(Result<Put<T>> put, std::string path) -> Result<web::Versioned<std::variant<web::Created<Json>, Json>>> {
  if (!put) return put.error();
  const std::int64_t revision = put->stored.revision;
  Json json{std::move(put->stored)};
  if (put->created)
    return web::Versioned<std::variant<web::Created<Json>, Json>>{web::Created<Json>{std::move(json), std::move(path)},
                                                                  revision};
  return web::Versioned<std::variant<web::Created<Json>, Json>>{std::move(json), revision};
}

// A body whose key is the path's, or left out.
template <class T>
Result<void> take_key(T& body, const std::string& key) {
  if (body.key.empty()) body.key = key;
  if (body.key == key) return {};
  validation::Issues issues("body");
  const validation::At root;
  issues.add(validation::At{&root, "key"}, "key", "must be the key of the path, or left out");
  return std::move(issues).error();
}

struct ReasonQuery {
  std::string reason;
};
template <class T>
constexpr auto reason_field() {
  return validation::field<T, std::string>("reason", &T::reason)
      .or_default()
      .trim()
      .max_length(kMaxReason)
      .about("For the history");
}
constexpr auto schema(validation::For<ReasonQuery>) {
  return validation::object<ReasonQuery>(reason_field<ReasonQuery>());
}

// Where a page by key begins.
struct KeyCursor {
  std::string key;
};
constexpr auto schema(validation::For<KeyCursor>) {
  return validation::object<KeyCursor>(validation::field("key", &KeyCursor::key));
}

}  // namespace tenstone::flags
