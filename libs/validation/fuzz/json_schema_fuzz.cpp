// Any bytes as a schema, and as an input for one that uses every keyword. What a schema accepts, it accepts again.
#include <cstdlib>
#include <string_view>

#include "tenstone/validation/json_schema.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using tenstone::validation::JsonSchema;
  static const auto everything = JsonSchema::compile(
      R"({"type": ["object", "array", "null"], "properties": {"a": {"enum": [1, "b", null, {"c": []}]}, "t": {"minLength": 1,
      "maxLength": 9, "pattern": "^[a-z]+$"}, "n": {"minimum": 0, "exclusiveMaximum": 9, "multipleOf": 0.5}}, "required": ["a"],
      "additionalProperties": {"type": "integer"}, "items": {"anyOf": [{"type": "string"}, {"not": {"type": "number"}}]},
      "uniqueItems": true, "maxItems": 5, "minProperties": 1, "oneOf": [{"type": "object"}, {"type": "array"}]})");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool first = everything->check(text).has_value(), second = everything->check(text).has_value();
  if (first != second) std::abort();
  const auto schema = JsonSchema::compile(text);
  if (schema) (void)schema->check(text);
  return 0;
}
