// A compiled schema: instructions in one list, which refer to each other by number.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "keywords.hpp"
#include "tenstone/json_schema/schema.hpp"
#include "tenstone/validation/regex.hpp"
#include "value.hpp"

namespace tenstone::json_schema {

using SchemaId = std::uint32_t;
inline constexpr std::uint32_t kNone = UINT32_MAX;

// In the order in which they run: the cheap ones first, and those of `unevaluated…` after all that evaluates.
enum class Op : std::uint8_t {
  OneOfValues,  // enum, const. a: of value_sets
  Minimum,      // these five hold `value` to the number
  Maximum,
  Above,
  Below,
  MultipleOf,
  MinLength,  // these six: a
  MaxLength,
  MinItems,
  MaxItems,
  MinProperties,
  MaxProperties,
  Format,   // a: of formats()
  Pattern,  // a: of patterns
  Object,   // a: of object_plans
  Array,    // a: of array_plans
  UniqueItems,
  Contains,       // a: of contains_plans
  PropertyNames,  // a: schema
  Ref,            // a: schema
  DynamicRef,     // a: of dynamic_anchors; b: the schema where none of these is in scope
  AllOf,          // a, b: first and count in `lists`
  AnyOf,
  OneOf,
  Not,                    // a: schema
  If,                     // a: of conditions
  UnevaluatedItems,       // a: schema
  UnevaluatedProperties,  // a: schema
};

struct Instruction {
  Op op;
  std::uint8_t types;  // of Type: what it holds for
  Keyword keyword;
  std::uint32_t a = 0, b = 0;
  const Node* value;  // of the keyword, in the schema's document
};

// Where a schema stands, as a chain up to the root of its document.
struct SchemaPlace {
  std::uint32_t parent = kNone;
  std::uint32_t resource = 0;
  bool is_resource_root = false;
  std::string path = {};  // from the parent, a JSON Pointer
};

struct CompiledSchema {
  std::uint32_t first = 0, count = 0;  // of its instructions
  std::uint8_t types = kAnyType;       // 0: the schema `false`
  bool tracks = false;                 // has an `unevaluated…`
  SchemaId fast = 0;                   // what it amounts to: itself, or where a lone $ref ends
  std::uint32_t resource = 0;
  std::uint32_t place = 0;
  const Node* type = nullptr;  // the keyword's value
};

// A table with open addressing of the names that a schema knows; it is never full.
struct NameTable {
  struct Name {
    const Node* key = nullptr;
    std::uint32_t hash = 0;
    SchemaId schema = kNone;
    std::uint32_t bit = kNone;  // its number among those whose presence matters
  };
  std::vector<Name> slots;  // a power of 2

  Name& add(const Node& name);  // any String
  const Name* find(const Node& key) const {
    if (slots.empty()) return nullptr;
    const std::size_t mask = slots.size() - 1;
    for (std::size_t i = key.hash & mask; slots[i].key != nullptr; i = (i + 1) & mask)
      if (slots[i].hash == key.hash && same_text(*slots[i].key, key)) return &slots[i];
    return nullptr;
  }

 private:
  std::size_t used_ = 0;
};

struct ObjectPlan {
  NameTable names;
  struct Pattern {
    std::uint32_t pattern;
    SchemaId schema;
    const Node* key;
  };
  struct Needs {                // when `bit` is there, `schema` must hold and what `names` lists must be there, too
    std::uint32_t bit = kNone;  // kNone: always
    SchemaId schema = kNone;
    std::vector<std::pair<std::uint32_t, const Node*>> names;
    const Node* key = nullptr;
    Keyword keyword = Keyword::Required;
  };
  std::vector<Pattern> patterns;
  std::vector<Needs> needs;
  SchemaId additional = kNone;
  std::uint32_t bits = 0;
};

struct ArrayPlan {
  std::uint32_t first = 0, count = 0;  // prefixItems, in `lists`
  SchemaId rest = kNone;
};

struct ContainsPlan {
  SchemaId schema;
  std::uint32_t least = 1, most = kNone;  // kNone: any number
  const Node *least_value = nullptr, *most_value = nullptr;
};

struct Condition {
  SchemaId test, then = kNone, otherwise = kNone;
};

// An anchor of which the outermost resource in scope is not known before the run.
struct DynamicAnchorPlan {
  std::map<std::uint32_t, SchemaId> by_resource;  // those that have it
};

struct ValueSet {
  std::vector<const Node*> values;
  std::vector<std::uint32_t> slots;  // by hash_value(); empty: few, search all
  bool contains(const Node& value) const;
};

struct SchemaProgram {
  SchemaId root = 0;
  bool dynamic = false;  // has DynamicRef
  std::vector<CompiledSchema> schemas;
  std::vector<Instruction> instructions;
  std::vector<SchemaId> lists;
  std::vector<ObjectPlan> object_plans;
  std::vector<ArrayPlan> array_plans;
  std::vector<ContainsPlan> contains_plans;
  std::vector<Condition> conditions;
  std::vector<DynamicAnchorPlan> dynamic_anchors;
  std::vector<ValueSet> value_sets;
  std::vector<validation::Regex> patterns;

  // For messages, and what the nodes above point into.
  std::vector<SchemaPlace> places;
  std::vector<std::string> resources;  // URIs
  std::vector<std::unique_ptr<Document>> documents;
};

// Pointer into the document, and the URI.
std::string pointer_of(const std::vector<SchemaPlace>& places, std::uint32_t place);
std::string absolute_of(const SchemaProgram& program, std::uint32_t place);

}  // namespace tenstone::json_schema
