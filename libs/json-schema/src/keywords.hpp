// The keywords of JSON Schema 2020-12.
#pragma once
#include <cstdint>
#include <string_view>

namespace tenstone::json_schema {

// X(enumerator, name, vocabulary, subschemas)
#define TENSTONE_JSON_SCHEMA_KEYWORDS(X)                              \
  X(Id, "$id", Core, None)                                            \
  X(Schema, "$schema", Core, None)                                    \
  X(Ref, "$ref", Core, None)                                          \
  X(Anchor, "$anchor", Core, None)                                    \
  X(DynamicRef, "$dynamicRef", Core, None)                            \
  X(DynamicAnchor, "$dynamicAnchor", Core, None)                      \
  X(Vocabulary, "$vocabulary", Core, None)                            \
  X(Comment, "$comment", Core, None)                                  \
  X(Defs, "$defs", Core, Map)                                         \
  X(Definitions, "definitions", Core, Map)                            \
  X(PrefixItems, "prefixItems", Applicator, List)                     \
  X(Items, "items", Applicator, One)                                  \
  X(Contains, "contains", Applicator, One)                            \
  X(AdditionalProperties, "additionalProperties", Applicator, One)    \
  X(Properties, "properties", Applicator, Map)                        \
  X(PatternProperties, "patternProperties", Applicator, Map)          \
  X(DependentSchemas, "dependentSchemas", Applicator, Map)            \
  X(Dependencies, "dependencies", Applicator, Map)                    \
  X(PropertyNames, "propertyNames", Applicator, One)                  \
  X(If, "if", Applicator, One)                                        \
  X(Then, "then", Applicator, One)                                    \
  X(Else, "else", Applicator, One)                                    \
  X(AllOf, "allOf", Applicator, List)                                 \
  X(AnyOf, "anyOf", Applicator, List)                                 \
  X(OneOf, "oneOf", Applicator, List)                                 \
  X(Not, "not", Applicator, One)                                      \
  X(UnevaluatedItems, "unevaluatedItems", Unevaluated, One)           \
  X(UnevaluatedProperties, "unevaluatedProperties", Unevaluated, One) \
  X(Type, "type", Validation, None)                                   \
  X(Enum, "enum", Validation, None)                                   \
  X(Const, "const", Validation, None)                                 \
  X(MultipleOf, "multipleOf", Validation, None)                       \
  X(Maximum, "maximum", Validation, None)                             \
  X(ExclusiveMaximum, "exclusiveMaximum", Validation, None)           \
  X(Minimum, "minimum", Validation, None)                             \
  X(ExclusiveMinimum, "exclusiveMinimum", Validation, None)           \
  X(MaxLength, "maxLength", Validation, None)                         \
  X(MinLength, "minLength", Validation, None)                         \
  X(Pattern, "pattern", Validation, None)                             \
  X(MaxItems, "maxItems", Validation, None)                           \
  X(MinItems, "minItems", Validation, None)                           \
  X(UniqueItems, "uniqueItems", Validation, None)                     \
  X(MaxContains, "maxContains", Validation, None)                     \
  X(MinContains, "minContains", Validation, None)                     \
  X(MaxProperties, "maxProperties", Validation, None)                 \
  X(MinProperties, "minProperties", Validation, None)                 \
  X(Required, "required", Validation, None)                           \
  X(DependentRequired, "dependentRequired", Validation, None)         \
  X(Format, "format", Format, None)                                   \
  X(ContentEncoding, "contentEncoding", Notes, None)                  \
  X(ContentMediaType, "contentMediaType", Notes, None)                \
  X(ContentSchema, "contentSchema", Notes, One)                       \
  X(Title, "title", Notes, None)                                      \
  X(Description, "description", Notes, None)                          \
  X(Default, "default", Notes, None)                                  \
  X(Deprecated, "deprecated", Notes, None)                            \
  X(ReadOnly, "readOnly", Notes, None)                                \
  X(WriteOnly, "writeOnly", Notes, None)                              \
  X(Examples, "examples", Notes, None)                                \
  X(Unknown, "", Core, None)

#define TENSTONE_ENUMERATOR(enumerator, name, vocabulary, subschemas) enumerator,
enum class Keyword : std::uint16_t { TENSTONE_JSON_SCHEMA_KEYWORDS(TENSTONE_ENUMERATOR) };
#undef TENSTONE_ENUMERATOR

enum class Subschemas : std::uint8_t { None, One, List, Map };

// Bits, as a meta-schema's `$vocabulary` gives them.
enum Vocabulary : std::uint8_t {
  kCore = 1,
  kApplicator = 2,
  kUnevaluated = 4,
  kValidation = 8,
  kFormat = 16,  // format-annotation or format-assertion
  kNotes = 32,
  kFormatAssertion = 64
};
inline constexpr std::uint8_t kStandardVocabularies =
    kCore | kApplicator | kUnevaluated | kValidation | kFormat | kNotes;

struct KeywordInfo {
  std::string_view name;
  Vocabulary vocabulary;
  Subschemas subschemas;
};

Keyword keyword_of(std::string_view name);  // Unknown: it is none
const KeywordInfo& info_of(Keyword keyword);
// The bits of a vocabulary's URI. 0: it is not known.
std::uint8_t vocabulary_of(std::string_view uri);

}  // namespace tenstone::json_schema
