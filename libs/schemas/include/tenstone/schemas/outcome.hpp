// A text held to a schema that is a text as well: what is wrong, each fault at its place. Pure.
#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/json_schema/schema.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::schemas {

inline constexpr std::size_t kMaxTextBytes = 1024 * 1024;  // of a schema, and of data that is checked at once

// Which of the two texts a fault is in.
enum class Part : std::uint8_t { Schema, Data };
constexpr auto schema(validation::For<Part>) {
  return validation::enumeration<Part>({{"schema", Part::Schema}, {"data", Part::Data}});
}

struct Fault {
  Part in;
  std::string pointer;  // JSON Pointer into the text
  std::string code;     // "range", "required", "invalid_json", "json_schema_invalid"
  std::string message;  // never repeats the data
  validation::Json params{"{}"};
  std::int64_t line = 1, column = 1;        // of the value, from 1; a column is a code point
  std::optional<std::string> keyword = {};  // of a fault in data: JSON Pointer of the keyword that it breaks
};
constexpr auto schema(validation::For<Fault>) {
  using validation::field;
  return validation::object<Fault>(
      field("in", &Fault::in), field("pointer", &Fault::pointer), field("code", &Fault::code),
      field("message", &Fault::message), field("params", &Fault::params).about("What the keyword asks for"),
      field("line", &Fault::line), field("column", &Fault::column).about("In code points, from 1"),
      field("keyword", &Fault::keyword).about("The keyword that the data breaks; null: of a text that is unreadable"));
}

struct SchemaName {
  std::string name;
  int version;
};
constexpr auto schema(validation::For<SchemaName>) {
  return validation::object<SchemaName>(validation::field("name", &SchemaName::name),
                                        validation::field("version", &SchemaName::version));
}

struct Outcome {
  bool valid = true;
  std::optional<SchemaName> schema = {};  // nullopt: it is not a stored one
  std::int64_t count = 0;                 // of all faults
  bool truncated = false;                 // there are more than `errors` lists
  std::vector<Fault> errors = {};         // at most 32
};
constexpr auto schema(validation::For<Outcome>) {
  using validation::field;
  return validation::object<Outcome>(
      field("valid", &Outcome::valid),
      field("schema", &Outcome::schema).about("The version that it was held to; null: one that is not stored"),
      field("count", &Outcome::count), field("truncated", &Outcome::truncated), field("errors", &Outcome::errors));
}

// The schema of a text, or what is wrong with the text. All of it takes up to a second for a hostile text, so it
// belongs on a pool, not on a loop.
struct CompiledText {
  std::optional<json_schema::Schema> schema = {};  // nullopt: `faults` says why
  std::vector<Fault> faults = {};                  // at most 32
  std::size_t count = 0;                           // of all faults
};
CompiledText compile_text(std::string_view text, std::span<const json_schema::SchemaSource> documents = {});

// Data that is no JSON is an Outcome as well, with one fault. Error: json_schema_check_too_long.
Result<Outcome> check_text(const json_schema::Schema& schema, std::string_view data);
// The same when both are texts; of a schema that is wrong the data is only read.
Result<Outcome> check_texts(const CompiledText& schema, std::string_view data);

// json_schema_invalid, whose member "errors" has the faults.
Error schema_invalid(const CompiledText& text);

}  // namespace tenstone::schemas
