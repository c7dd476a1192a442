// JSON Schema 2020-12, the part that describes inputs, for schemas that are data (an action's `input`). For a C++ type
// write a schema of object.hpp instead: it also fills the struct.
#pragma once
#include <memory>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::validation {

inline const ErrorCode kSchemaInvalid{ErrorKind::Invalid, "json_schema_invalid",
                                      "The JSON Schema is not one that this version can hold an input to"};

// Knows: type, enum, const; properties, required, additionalProperties, minProperties, maxProperties; items, minItems,
// maxItems, uniqueItems; minLength, maxLength (in code points), pattern (RE2 syntax, anywhere in the text); minimum,
// maximum, exclusiveMinimum, exclusiveMaximum, multipleOf; allOf, anyOf, oneOf, not; true and false. Says nothing about
// title, description, default, examples, deprecated, $comment, $schema (2020-12). Everything else, such as $ref or
// format, is refused by name: what is declared must hold.
//
// Differences to the standard: numbers are compared as doubles, and 1.0 equals 1 in every place (which it says, too).
// Immutable: used by all loops.
class JsonSchema {
 public:
  // Error: json_schema_invalid, each fault an issue whose pointer leads into the schema. Schemas nest 32 levels at
  // most.
  static Result<JsonSchema> compile(std::string_view schema);

  // `document` is what a Json holds, so it is within the limits of reader.hpp. Errors: validation_failed with an issue
  // for each fault, up to 32; invalid_json, when it is not JSON after all.
  Result<void> check(std::string_view document) const;

  struct Node;

 private:
  explicit JsonSchema(std::shared_ptr<const Node> root) : root_(std::move(root)) {}
  std::shared_ptr<const Node> root_;
};

}  // namespace tenstone::validation
