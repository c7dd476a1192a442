// Any bytes as a schema, and as an input for schemas that use every keyword. The first byte chooses where the schema
// ends and the input begins, in steps of 1/256. The output formats agree, each time; what is hostile takes a limited
// number of steps.
#include <cstdlib>
#include <string_view>

#include "tenstone/json_schema/schema.hpp"

namespace {

using tenstone::json_schema::CheckLimits;
using tenstone::json_schema::Document;
using tenstone::json_schema::Schema;

void hold(const Schema& schema, const Document& document) {
  constexpr CheckLimits kLimits{.steps = 20'000, .issues = 8};
  const auto fits = schema.fits(document, kLimits), again = schema.fits(document, kLimits);
  if (fits.has_value() != again.has_value() || (fits && *fits != *again)) std::abort();
  const auto output = schema.output(document, kLimits);
  if (!fits || !output) return;  // too long
  if (*fits != output->valid || *fits != output->issues.empty() || output->issues.size() > kLimits.issues) std::abort();
  Document written;
  if (!written.parse(output->basic())) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const auto everything = Schema::compile(
      R"({"type": ["object", "array", "null"], "properties": {"a": {"enum": [1, "b", null, {"c": []}]}, "t": {"minLength": 1,
      "maxLength": 9, "pattern": "^[a-z]+$"}, "n": {"minimum": 0, "exclusiveMaximum": 9, "multipleOf": 0.5}}, "required": ["a"],
      "additionalProperties": {"type": "integer"}, "items": {"anyOf": [{"type": "string"}, {"not": {"type": "number"}}]},
      "uniqueItems": true, "maxItems": 5, "minProperties": 1, "oneOf": [{"type": "object"}, {"type": "array"}],
      "prefixItems": [{"$ref": "#"}], "contains": {"type": "string"}, "maxContains": 2, "propertyNames": {"maxLength": 4},
      "dependentRequired": {"a": ["t"]}, "dependentSchemas": {"n": {"patternProperties": {"^x": false}}},
      "if": {"required": ["n"]}, "then": {"unevaluatedProperties": {"type": "number"}}, "else": {"unevaluatedItems": false},
      "$defs": {"f": {"allOf": [{"format": "uri"}, {"format": "date-time"}, {"format": "regex"}, {"format": "idn-hostname"}]}}})");
  static const auto formats = Schema::compile(
      R"({"items": {"anyOf": [{"format": "uri"}, {"format": "iri-reference"}, {"format": "uri-template"}, {"format": "date-time"},
      {"format": "duration"}, {"format": "regex"}, {"format": "idn-hostname"}, {"format": "idn-email"}, {"format": "ipv6"},
      {"format": "relative-json-pointer"}, {"format": "hostname"}]}})");
  static const auto meta = Schema::compile(R"({"$ref": "https://json-schema.org/draft/2020-12/schema"})");
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = text.size() * data[0] / 256;
  Document document;
  if (document.parse(text)) {
    std::string written;
    write_json(written, document.root());
    Document again;
    if (!again.parse(written)) std::abort();
    for (const auto* schema : {&everything, &formats, &meta}) hold(schema->value(), document);
  }
  const auto schema = Schema::compile(text.substr(0, cut));
  if (!schema) return 0;
  for (const std::string_view input :
       {text.substr(cut), text.substr(0, cut), std::string_view("[{\"a\": 1}, 1.5, \"x\"]")})
    if (document.parse(input)) hold(*schema, document);
  return 0;
}
