// A document held against nodes.
#include <algorithm>
#include <cmath>
#include <fmt/core.h>

#include "json_schema_node.hpp"
#include "tenstone/validation/errors.hpp"
#include "tenstone/validation/issues.hpp"
#include "tenstone/validation/json_writer.hpp"

namespace tenstone::validation {
namespace {

using Node = JsonSchema::Node;
using simdjson::dom::element_type;

bool is_whole(double value) { return std::trunc(value) == value; }

std::uint8_t types_of(Element element) {
  switch (element.type()) {
    case element_type::NULL_VALUE: return kNull;
    case element_type::BOOL: return kBoolean;
    case element_type::OBJECT: return kObject;
    case element_type::ARRAY: return kArray;
    case element_type::STRING: return kString;
    case element_type::INT64:
    case element_type::UINT64: return kNumber | kInteger;
    case element_type::DOUBLE: return is_whole(element.get_double().value_unsafe()) ? kNumber | kInteger : kNumber;
  }
  return 0;
}

std::uint64_t code_points(std::string_view utf8) {
  return static_cast<std::uint64_t>(std::ranges::count_if(utf8, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_multiple(double value, double of) {
  const double rest = std::abs(std::remainder(value, of));
  return rest <= std::abs(of) * 1e-9;
}

class Checker {
 public:
  explicit Checker(Issues& issues) : issues_(issues) {}

  void check(const Node& node, Element element, const At& at) {
    if (node.never) return issues_.add(at, "not_allowed", "must not be there");
    const std::uint8_t types = types_of(element);
    if (node.types != 0 && (node.types & types) == 0)
      return issues_.add(at, "type", fmt::format("must be {}", node.type_names));
    if (node.values && !node.values->contains(canonical(element)))
      issues_.add(at, "enum",
                  fmt::format("must be {}{}", node.values->size() == 1 ? "" : "one of ", listed(*node.values)));
    if ((types & kNumber) != 0) number(node, element.get_double().value_unsafe(), at);
    if ((types & kString) != 0) text(node, element.get_string().value_unsafe(), at);
    if ((types & kArray) != 0) array(node, element.get_array().value_unsafe(), at);
    if ((types & kObject) != 0) object(node, element.get_object().value_unsafe(), at);
    combined(node, element, at);
  }

 private:
  static std::string listed(const std::set<std::string>& values) {
    std::string all;
    for (const std::string& each : values) all += (all.empty() ? "" : ", ") + each;
    return all;
  }

  void number(const Node& node, double value, const At& at) {
    const auto fault = [&](std::string_view must, double bound) {
      issues_.add(at, "range", fmt::format("must be {} {}", must, bound));
    };
    if (node.minimum && value < *node.minimum) fault("at least", *node.minimum);
    if (node.maximum && value > *node.maximum) fault("at most", *node.maximum);
    if (node.above && value <= *node.above) fault("above", *node.above);
    if (node.below && value >= *node.below) fault("below", *node.below);
    if (node.multiple_of && !is_multiple(value, *node.multiple_of))
      issues_.add(at, "multiple_of", fmt::format("must be a multiple of {}", *node.multiple_of));
  }

  void size(std::uint64_t size, const std::optional<std::uint64_t>& least, const std::optional<std::uint64_t>& most,
            std::string_view code, std::string_view of, const At& at) {
    if (least && size < *least) issues_.add(at, code, fmt::format("must have at least {} {}", *least, of));
    if (most && size > *most) issues_.add(at, code, fmt::format("must have at most {} {}", *most, of));
  }

  void text(const Node& node, std::string_view value, const At& at) {
    if (node.min_length || node.max_length)
      size(code_points(value), node.min_length, node.max_length, "length", "characters", at);
    if (node.pattern && !re2::RE2::PartialMatch(re2::StringPiece(value.data(), value.size()), *node.pattern))
      issues_.add(at, "pattern", fmt::format("must match {}", node.pattern->pattern()));
  }

  void array(const Node& node, simdjson::dom::array value, const At& at) {
    std::ptrdiff_t index = 0;
    std::set<std::string> seen;
    bool repeated = false;
    for (const Element each : value) {
      if (node.items) check(*node.items, each, At{&at, {}, index});
      if (node.unique_items && !seen.insert(canonical(each)).second) repeated = true;
      ++index;
    }
    size(static_cast<std::uint64_t>(index), node.min_items, node.max_items, "items", "items", at);
    if (repeated) issues_.add(at, "unique_items", "must not hold anything twice");
  }

  void object(const Node& node, simdjson::dom::object value, const At& at) {
    std::uint64_t count = 0;
    for (const auto& [key, each] : value) {
      ++count;
      const At where{&at, key};
      if (const auto known = node.properties.find(std::string_view(key)); known != node.properties.end())
        check(*known->second, each, where);
      else if (node.additional && node.additional->never)
        issues_.add(where, "unknown_key", "is not known here");
      else if (node.additional)
        check(*node.additional, each, where);
    }
    for (const std::string& name : node.required)
      if (Element unused; value.at_key(name).get(unused) != simdjson::SUCCESS)
        issues_.add(At{&at, name}, "required", "is missing");
    size(count, node.min_properties, node.max_properties, "properties", "properties", at);
  }

  static bool holds(const Node& node, Element element) {
    Issues unseen("");
    Checker(unseen).check(node, element, At{});
    return unseen.count() == 0;
  }

  void combined(const Node& node, Element element, const At& at) {
    for (const NodePtr& each : node.all_of) check(*each, element, at);
    const auto fits = [&](const NodePtr& each) { return holds(*each, element); };
    if (!node.any_of.empty() && !std::ranges::any_of(node.any_of, fits))
      issues_.add(at, "any_of", "must fit one of the alternatives");
    if (!node.one_of.empty() && std::ranges::count_if(node.one_of, fits) != 1)
      issues_.add(at, "one_of", "must fit exactly one of the alternatives");
    if (node.no && fits(node.no)) issues_.add(at, "not", "must not fit what is excluded");
  }

  Issues& issues_;
};

}  // namespace

std::string canonical(Element element) {
  switch (element.type()) {
    case element_type::NULL_VALUE: return "null";
    case element_type::BOOL: return element.get_bool().value_unsafe() ? "true" : "false";
    case element_type::INT64: return fmt::format("{}", element.get_int64().value_unsafe());
    case element_type::UINT64: return fmt::format("{}", element.get_uint64().value_unsafe());
    case element_type::DOUBLE: {
      const double value = element.get_double().value_unsafe();
      constexpr double kExact = 9007199254740992;  // 2^53
      if (is_whole(value) && std::abs(value) <= kExact) return fmt::format("{}", static_cast<std::int64_t>(value));
      return fmt::format("{}", value);
    }
    case element_type::STRING: {
      std::string out;
      write_string(out, element.get_string().value_unsafe());
      return out;
    }
    case element_type::ARRAY: {
      std::string out = "[";
      for (const Element each : element.get_array().value_unsafe())
        out += (out.size() > 1 ? "," : "") + canonical(each);
      return out + "]";
    }
    case element_type::OBJECT: {
      std::map<std::string, std::string> sorted;
      for (const auto& [key, value] : element.get_object().value_unsafe()) {
        std::string name;
        write_string(name, key);
        sorted.insert_or_assign(std::move(name), canonical(value));
      }
      std::string out = "{";
      for (const auto& [name, value] : sorted) out += (out.size() > 1 ? "," : "") + name + ":" + value;
      return out + "}";
    }
  }
  return {};
}

Result<void> JsonSchema::check(std::string_view document) const {
  thread_local simdjson::dom::parser parser;
  Element root;
  if (parser.parse(document.data(), document.size()).get(root) != simdjson::SUCCESS) return kInvalidJson;
  Issues issues("body");
  Checker(issues).check(*root_, root, At{});
  if (issues.count() > 0) return std::move(issues).error();
  return {};
}

}  // namespace tenstone::validation
