// A compiled schema, and JSON values as it compares them.
#pragma once
#define SIMDJSON_EXCEPTIONS 0
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <set>
#include <simdjson.h>
#include <string>
#include <vector>

#include "tenstone/validation/json_schema.hpp"

namespace tenstone::validation {

using Element = simdjson::dom::element;

enum Type : std::uint8_t {
  kNull = 1,
  kBoolean = 2,
  kObject = 4,
  kArray = 8,
  kNumber = 16,
  kInteger = 32,
  kString = 64
};

using NodePtr = std::shared_ptr<const JsonSchema::Node>;

struct JsonSchema::Node {
  bool never = false;                           // the schema `false`
  std::uint8_t types = 0;                       // of Type; 0: any
  std::string type_names;                       // for people: "string or null"
  std::optional<std::set<std::string>> values;  // enum, const: canonical
  std::map<std::string, NodePtr, std::less<>> properties;
  std::vector<std::string> required;
  NodePtr additional;  // nullptr: anything
  NodePtr items;
  std::optional<double> minimum, maximum, above, below, multiple_of;
  std::optional<std::uint64_t> min_length, max_length, min_items, max_items, min_properties, max_properties;
  bool unique_items = false;
  std::unique_ptr<re2::RE2> pattern;
  std::vector<NodePtr> all_of, any_of, one_of;
  NodePtr no;  // not
};

// Equal values have one text: keys in order, 1.0 as 1.
std::string canonical(Element element);

}  // namespace tenstone::validation
