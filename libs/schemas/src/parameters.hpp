// What the routes of schemas and checks take.
#pragma once
#include <optional>
#include <string>

#include "references.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/schemas/check.hpp"
#include "tenstone/schemas/registry.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/parameters.hpp"

namespace tenstone::schemas {

// A schema's name. Issue: schema_name.
struct NameParameter {
  std::string text;
};
// A version's number, or "latest". Issue: schema_version.
struct VersionParameter {
  VersionNumber number;
};

// A body that is taken as it is, whatever its Content-Type says: the handler reads it from the request.
struct DocumentBody {};
struct LinesBody {};

}  // namespace tenstone::schemas

namespace tenstone::validation {

template <>
struct Codec<schemas::NameParameter> {
  using Rules = NoRules;
  static void read(Reader& in, schemas::NameParameter& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const schemas::NameParameter& value) { write_string(out, value.text); }
  static void describe(Description& out, Rules) { out.type("string").say("pattern", "^[a-z][a-z0-9_-]{0,63}$"); }
};
template <>
struct Codec<schemas::VersionParameter> {
  using Rules = NoRules;
  static void read(Reader& in, schemas::VersionParameter& out, Rules, const At& at, Issues& issues);
  static void write(std::string& out, const schemas::VersionParameter& value) {
    write_string(out, value.number ? std::to_string(*value.number) : "latest");
  }
  static void describe(Description& out, Rules) { out.type("string").say("pattern", "^([1-9][0-9]*|latest)$"); }
};

}  // namespace tenstone::validation

namespace tenstone::web {

void describe_text_body(Operation& operation, std::string type);
template <>
struct From<schemas::DocumentBody> {
  static schemas::DocumentBody from(Input&) { return {}; }
};
template <>
struct DescribeParameter<schemas::DocumentBody> {
  static void to(Operation& operation) { describe_text_body(operation, "application/json"); }
};
template <>
struct From<schemas::LinesBody> {
  static schemas::LinesBody from(Input&) { return {}; }
};
template <>
struct DescribeParameter<schemas::LinesBody> {
  static void to(Operation& operation) { describe_text_body(operation, "application/x-ndjson"); }
};

}  // namespace tenstone::web

namespace tenstone::schemas {

struct VersionQuery {
  std::optional<VersionParameter> version = {};
  VersionNumber number() const { return version ? version->number : std::nullopt; }
};
constexpr auto schema(validation::For<VersionQuery>) {
  return validation::object<VersionQuery>(
      validation::field("version", &VersionQuery::version).about("A number, or latest; latest"));
}
struct SchemasQuery : web::Paging {};
constexpr auto schema(validation::For<SchemasQuery>) { return web::paged<SchemasQuery>(); }
struct ChecksQuery : web::Paging {};
constexpr auto schema(validation::For<ChecksQuery>) { return web::paged<ChecksQuery>(); }

struct ValidateBody {
  std::string schema, data;
};
constexpr auto schema(validation::For<ValidateBody>) {
  using validation::field;
  return validation::object<ValidateBody>(
      field("schema", &ValidateBody::schema).max_length(kMaxTextBytes).about("The text of a JSON Schema"),
      field("data", &ValidateBody::data).max_length(kMaxTextBytes).about("The text that is held to it"));
}

// What they answer.
constexpr auto schema(validation::For<SchemaVersion>) {
  using validation::field;
  return validation::object<SchemaVersion>(field("name", &SchemaVersion::name),
                                           field("version", &SchemaVersion::version),
                                           field("created_at", &SchemaVersion::created_at));
}
constexpr auto schema(validation::For<VersionTime>) {
  using validation::field;
  return validation::object<VersionTime>(field("version", &VersionTime::version),
                                         field("created_at", &VersionTime::created_at));
}
constexpr auto schema(validation::For<SchemaHistory>) {
  using validation::field;
  return validation::object<SchemaHistory>(field("name", &SchemaHistory::name),
                                           field("version", &SchemaHistory::version).about("The newest"),
                                           field("created_at", &SchemaHistory::created_at),
                                           field("versions", &SchemaHistory::versions).about("Newest first"));
}

}  // namespace tenstone::schemas
