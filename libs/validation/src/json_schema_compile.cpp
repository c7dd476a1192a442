// A schema's text into nodes; what it cannot hold an input to is refused by name.
#include <fmt/core.h>

#include "json_schema_node.hpp"
#include "tenstone/validation/issues.hpp"

namespace tenstone::validation {
namespace {

using Node = JsonSchema::Node;
constexpr int kMaxDepth = 32;

class Compiler {
 public:
  explicit Compiler(Issues& issues) : issues_(issues) {}

  NodePtr schema(Element element, const At& at) {
    auto node = std::make_shared<Node>();
    bool plain = false;
    if (element.get(plain) == simdjson::SUCCESS) {
      node->never = !plain;
      return node;
    }
    simdjson::dom::object object;
    if (element.get(object) != simdjson::SUCCESS) return fault(at, "must be a schema: an object, true or false"), node;
    if (++depth_ > kMaxDepth) {
      fault(at, "nests deeper than 32 levels");
    } else {
      for (const auto& [key, value] : object) keyword(*node, key, value, At{&at, key});
    }
    --depth_;
    return node;
  }

 private:
  void fault(const At& at, std::string_view message) { issues_.add(at, "json_schema", message); }

  void keyword(Node& node, std::string_view key, Element value, const At& at) {
    if (key == "type") return types(node, value, at);
    if (key == "enum") return list(value, at, [&](Element each, const At&) { add_value(node, each); });
    if (key == "const") return add_value(node, value);
    if (key == "properties") return properties(node, value, at);
    if (key == "required") return required(node, value, at);
    if (key == "additionalProperties") return void(node.additional = schema(value, at));
    if (key == "items") return void(node.items = schema(value, at));
    if (key == "minimum") return number(node.minimum, value, at);
    if (key == "maximum") return number(node.maximum, value, at);
    if (key == "exclusiveMinimum") return number(node.above, value, at);
    if (key == "exclusiveMaximum") return number(node.below, value, at);
    if (key == "multipleOf") return multiple_of(node, value, at);
    if (key == "minLength") return count(node.min_length, value, at);
    if (key == "maxLength") return count(node.max_length, value, at);
    if (key == "minItems") return count(node.min_items, value, at);
    if (key == "maxItems") return count(node.max_items, value, at);
    if (key == "minProperties") return count(node.min_properties, value, at);
    if (key == "maxProperties") return count(node.max_properties, value, at);
    if (key == "uniqueItems") {
      if (value.get(node.unique_items) != simdjson::SUCCESS) fault(at, "must be true or false");
      return;
    }
    if (key == "pattern") return pattern(node, value, at);
    if (key == "allOf") return schemas(node.all_of, value, at);
    if (key == "anyOf") return schemas(node.any_of, value, at);
    if (key == "oneOf") return schemas(node.one_of, value, at);
    if (key == "not") return void(node.no = schema(value, at));
    if (key == "$schema") {
      std::string_view text;
      if (value.get(text) != simdjson::SUCCESS || text != "https://json-schema.org/draft/2020-12/schema")
        fault(at, "must be https://json-schema.org/draft/2020-12/schema");
      return;
    }
    for (const std::string_view note : {"title", "description", "default", "examples", "deprecated", "$comment"})
      if (key == note) return;
    fault(at, "is not supported by this version: remove it");
  }

  template <class OnItem>
  void list(Element value, const At& at, OnItem on_item) {
    simdjson::dom::array array;
    if (value.get(array) != simdjson::SUCCESS || array.size() == 0)
      return fault(at, "must be a list with something in it");
    std::ptrdiff_t index = 0;
    for (const Element each : array) on_item(each, At{&at, {}, index++});
  }

  void add_value(Node& node, Element value) {
    if (!node.values) node.values.emplace();
    node.values->insert(canonical(value));
  }

  void types(Node& node, Element value, const At& at) {
    const auto one = [&](Element each, const At& where) {
      std::string_view name;
      if (each.get(name) != simdjson::SUCCESS) return fault(where, "must be the name of a type");
      constexpr std::pair<std::string_view, Type> kTypes[] = {
          {"null", kNull},     {"boolean", kBoolean}, {"object", kObject}, {"array", kArray},
          {"number", kNumber}, {"integer", kInteger}, {"string", kString}};
      for (const auto& [known, type] : kTypes) {
        if (known != name) continue;
        node.types |= type;
        node.type_names += fmt::format("{}{}", node.type_names.empty() ? "" : " or ", name);
        return;
      }
      fault(where, "must be null, boolean, object, array, number, integer or string");
    };
    if (value.is<simdjson::dom::array>())
      list(value, at, one);
    else
      one(value, at);
  }

  void properties(Node& node, Element value, const At& at) {
    simdjson::dom::object object;
    if (value.get(object) != simdjson::SUCCESS) return fault(at, "must be an object of schemas");
    for (const auto& [key, each] : object)
      node.properties.insert_or_assign(std::string(key), schema(each, At{&at, key}));
  }

  void required(Node& node, Element value, const At& at) {
    simdjson::dom::array array;
    if (value.get(array) != simdjson::SUCCESS) return fault(at, "must be a list of names");
    std::ptrdiff_t index = 0;
    for (const Element each : array) {
      std::string_view name;
      if (each.get(name) != simdjson::SUCCESS) return fault(At{&at, {}, index}, "must be a name");
      node.required.emplace_back(name);
      ++index;
    }
  }

  void schemas(std::vector<NodePtr>& into, Element value, const At& at) {
    list(value, at, [&](Element each, const At& where) { into.push_back(schema(each, where)); });
  }

  void number(std::optional<double>& into, Element value, const At& at) {
    double read = 0;
    if (value.get(read) != simdjson::SUCCESS) return fault(at, "must be a number");
    into = read;
  }
  void multiple_of(Node& node, Element value, const At& at) {
    number(node.multiple_of, value, at);
    if (node.multiple_of && *node.multiple_of <= 0) fault(at, "must be above 0");
  }
  void count(std::optional<std::uint64_t>& into, Element value, const At& at) {
    std::uint64_t read = 0;
    if (value.get(read) != simdjson::SUCCESS) return fault(at, "must be a whole number from 0");
    into = read;
  }
  void pattern(Node& node, Element value, const At& at) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS) return fault(at, "must be a regular expression");
    re2::RE2::Options options;
    options.set_log_errors(false);
    node.pattern = std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
    if (!node.pattern->ok()) fault(at, "is not a regular expression in RE2 syntax: " + node.pattern->error());
  }

  Issues& issues_;
  int depth_ = 0;
};

}  // namespace

Result<JsonSchema> JsonSchema::compile(std::string_view schema) {
  simdjson::dom::parser parser;
  Element root;
  if (parser.parse(schema.data(), schema.size()).get(root) != simdjson::SUCCESS)
    return Error(kSchemaInvalid, "The JSON Schema is not JSON");
  Issues issues("schema");
  auto node = Compiler(issues).schema(root, At{});
  if (issues.count() == 0) return JsonSchema(std::move(node));
  Error error(kSchemaInvalid);
  error.issues = std::move(issues).error().issues;
  return error;
}

}  // namespace tenstone::validation
