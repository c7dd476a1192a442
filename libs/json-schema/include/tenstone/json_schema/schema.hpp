// JSON Schema 2020-12 for schemas that are data (an action's `input`, the schemas of the validation tool). For a C++
// type write a schema of object.hpp instead: it also fills the struct.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"
#include "tenstone/json_schema/document.hpp"

namespace tenstone::json_schema {

inline const ErrorCode kSchemaInvalid{ErrorKind::Invalid, "json_schema_invalid",
                                      "The JSON Schema is not one that this version can hold an input to"};
inline const ErrorCode kCheckTooLong{ErrorKind::Invalid, "json_schema_check_too_long",
                                     "Checking this input against its JSON Schema takes too many steps"};

// A further document that a schema may refer to, by `uri` or by the `$id` that it gives itself.
struct SchemaSource {
  std::string_view uri, text;
};

struct Options {
  std::string_view uri = {};                     // where the schema comes from; its `$id`, if any, is relative to it
  std::span<const SchemaSource> documents = {};  // all that it may refer to; nothing is ever fetched
  enum class Formats : std::uint8_t { Check, Note } formats = Formats::Check;
  enum class Unknown : std::uint8_t { Refuse, Note } unknown = Unknown::Refuse;  // keywords and formats
};
// As the standard has it by default: a format is a note, and what is unknown is one, too.
inline constexpr Options kStandardSchema{.formats = Options::Formats::Note, .unknown = Options::Unknown::Note};

// A step is one schema or value looked at, or about 64 characters of a text that a pattern reads.
struct CheckLimits {
  std::uint64_t steps = 10'000'000;
  std::size_t issues = 32;  // that are listed; all are counted
};

// A place of the input that breaks a keyword.
struct SchemaIssue {
  std::uint32_t offset;                   // its first byte, for position_in(): of the value; of the object that lacks a
                                          // member; of the key that is not known
  std::string instance_location;          // JSON Pointer into the input
  std::string keyword_location;           // JSON Pointer of the keyword, by way of the references that led to it
  std::string absolute_keyword_location;  // the keyword's URI, without detours
  std::string code;                       // stable: "range", "required"
  std::string message;                    // for people; never repeats the input
  std::string params;                     // JSON: {"minimum":1}; {} when the keyword's value is long
};

struct SchemaOutput {
  bool valid = true;
  std::vector<SchemaIssue> issues;
  std::size_t count = 0;  // of all issues
  struct CodeCount {
    std::string_view code;  // as in SchemaIssue; lasts as long as the program
    std::size_t count;
  };
  std::vector<CodeCount> by_code;  // of all issues, in the order of their first one
  // The output format `basic` of the standard, with `code` and `params` besides.
  std::string basic() const;
};

struct SchemaProgram;

// Knows every keyword of 2020-12 and of its vocabularies (a `$schema` may name a loaded meta-schema with another choice
// of them); `dependencies` and `definitions` of older drafts; and whatever begins with "x-" as a note. content* are
// notes, as the standard has them.
//
// Patterns are ECMA-262 with the flag u, carried out by RE2 in linear time. Refused, since RE2 has no such thing:
// look-around, back-references, properties other than general categories and scripts.
//
// Numbers are compared exactly. `multipleOf` may have 18 digits. Refused as well: schemas that refer to themselves
// without going into the input, and more than 100,000 schemas, 2,000 patterns or 128 levels of JSON.
//
// Immutable: used by all loops. Nothing here suspends or blocks.
class Schema {
 public:
  // Error: json_schema_invalid, each fault an issue whose pointer leads into the schema (`in`: "schema" or the URI of
  // one of the other documents).
  static Result<Schema> compile(std::string_view schema, const Options& options = {});

  // Errors: validation_failed with an issue for each fault; those of Document::parse; json_schema_check_too_long.
  Result<void> check(std::string_view document, const CheckLimits& limits = {}) const;
  Result<void> check(const Document& document, const CheckLimits& limits = {}) const;

  // The output format `flag`: stops at the first fault, allocates nothing in the long run. Error:
  // json_schema_check_too_long.
  Result<bool> fits(const Document& document, const CheckLimits& limits = {}) const;
  // Every fault, also those of each alternative where none fits. Error: json_schema_check_too_long.
  Result<SchemaOutput> output(const Document& document, const CheckLimits& limits = {}) const;

 private:
  explicit Schema(std::shared_ptr<const SchemaProgram> program) : program_(std::move(program)) {}
  std::shared_ptr<const SchemaProgram> program_;
};

}  // namespace tenstone::json_schema
