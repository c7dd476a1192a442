#include "tenstone/validation/description.hpp"

#include <algorithm>
#include <limits>

#include "tenstone/validation/rules.hpp"

namespace tenstone::validation {
namespace {

template <class T>
std::string number_text(T value) {
  std::string out;
  write_number(out, value);
  return out;
}

std::string json_text(std::string_view text) {
  std::string out;
  write_string(out, text);
  return out;
}

std::string_view lowest_keyword(OpenEnds open) { return open.lowest ? "exclusiveMinimum" : "minimum"; }
std::string_view highest_keyword(OpenEnds open) { return open.highest ? "exclusiveMaximum" : "maximum"; }

// A default that the rules of its own field would refuse stands for "none".
bool says_something(const Description& schema, std::string_view value) {
  if (value == "null" || schema.has("writeOnly")) return false;
  if (value == "\"\"") return !schema.has("minLength") && !schema.has("$ref");
  if (value == "[]") return !schema.has("minItems");
  return value != "{}" || !schema.has("minProperties");
}

}  // namespace

bool Description::openapi() const { return components_.openapi(); }

Description& Description::type(std::string_view name, std::string_view format) {
  say("type", name);
  if (!format.empty()) say("format", format);
  return *this;
}

void Description::count(std::string_view least_keyword, std::string_view most_keyword, std::size_t fewest,
                        std::size_t most, std::size_t limit) {
  if (fewest > 0) set(least_keyword, number_text(std::uint64_t{fewest}));
  if (most != limit) set(most_keyword, number_text(std::uint64_t{most}));
}

void Description::text(const Text& rules) {
  type("string");
  if (rules.format != TextFormat::None) {
    const FormatRule& format = rule_of(rules.format);
    set(format.keyword, std::string(format.value));
  }
  count("minLength", "maxLength", rules.shortest, rules.longest, kMaxCharacters);
  if (rules.shape.matches != nullptr) say("pattern", exported_pattern(rules.shape.source));
}

void Description::integer(std::int64_t lowest, std::int64_t highest, std::size_t bytes, OpenEnds open) {
  type("integer", !openapi() ? "" : bytes == 8 ? "int64" : bytes == 4 ? "int32" : "");
  using Limits = std::numeric_limits<std::int64_t>;
  using Small = std::numeric_limits<std::int32_t>;
  if (!openapi() || lowest != (bytes == 4 ? Small::min() : Limits::min()))
    set(lowest_keyword(open), number_text(lowest));
  if (!openapi() || highest != (bytes == 4 ? Small::max() : Limits::max()))
    set(highest_keyword(open), number_text(highest));
}

void Description::natural(std::uint64_t lowest, std::uint64_t highest, OpenEnds open) {
  type("integer").set(lowest_keyword(open), number_text(lowest));
  if (!openapi() || highest != std::numeric_limits<std::uint64_t>::max())
    set(highest_keyword(open), number_text(highest));
}

void Description::number(double lowest, double highest, OpenEnds open) {
  type("number");
  // Beyond it: the limit of the type.
  const double largest = openapi() ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
  if (lowest > -largest) set(lowest_keyword(open), number_text(lowest));
  if (highest < largest) set(highest_keyword(open), number_text(highest));
}

void Description::capped(double most) {
  say("description", "Values above " + number_text(most) + " count as " + number_text(most));
}

void Description::array(const Description& item, std::size_t fewest, std::size_t most, std::size_t limit) {
  type("array").set("items", item.json());
  count("minItems", "maxItems", fewest, most, limit);
}

void Description::tuple(std::span<const Description> items) {
  std::vector<std::string> all;
  for (const Description& item : items) all.push_back(item.json());
  type("array").set("prefixItems", json_array(all)).set("items", "false");
  set("minItems", number_text(std::uint64_t{items.size()}));
}

void Description::map(const Description& value, std::size_t fewest, std::size_t most, std::size_t limit) {
  type("object").set("additionalProperties", value.json());
  count("minProperties", "maxProperties", fewest, most, limit);
}

void Description::object(const DescribedObject& object) {
  const Way way = way_ == Way::Text || object.as_read ? Way::Input : way_;
  const auto [number, fresh] = components_.enter(object.type, way, object.tag, object.kind);
  if (fresh) {
    std::string json = shape(way, object).json();  // may enter others
    components_.entries_[number].json = std::move(json);
  }
  set("$ref", components_.refer(number));
}

Description Description::shape(Way way, const DescribedObject& object) const {
  Description out(components_, way);
  JsonObject properties;
  std::vector<std::string> required;
  if (!object.tag.empty()) {
    required.push_back(json_text(object.tag));
    properties.set(object.tag, JsonObject().say("type", "string").say("const", object.kind).json());
  }
  for (const DescribedMember& member : object.members) {
    if (way == Way::Output ? !member.leaves_out : member.required) required.push_back(json_text(member.name));
    properties.set(member.name, describe_member(components_, way, member).json());
  }
  out.type("object");
  if (!required.empty()) out.set("required", json_array(required));
  out.set("properties", properties.json());
  if (object.keeps_unknown)
    out.set("additionalProperties", "true");
  else if (way != Way::Output && !object.ignore_unknown)
    out.set("additionalProperties", "false");
  return out;
}

void Description::enumeration(const std::type_info& type, std::span<const std::string_view> names) {
  std::vector<std::string> all;
  for (const std::string_view name : names) all.push_back(json_text(name));
  enumeration(type, "string", all);
}

void Description::enumeration(const std::type_info& type, std::span<const std::int64_t> numbers) {
  std::vector<std::string> all;
  for (const std::int64_t number : numbers) all.push_back(number_text(number));
  enumeration(type, "integer", all);
}

void Description::enumeration(const std::type_info& type, std::string_view name,
                              const std::vector<std::string>& values) {
  const auto [number, fresh] = components_.enter(type, Way::Output, {}, {});  // it reads as it writes
  if (fresh) components_.entries_[number].json = inner().type(name).set("enum", json_array(values)).json();
  set("$ref", components_.refer(number));
}

void Description::tagged(std::string_view tag, std::span<const std::pair<std::string_view, Description>> options) {
  std::vector<std::string> all;
  JsonObject mapping;
  for (const auto& [name, option] : options) {
    all.push_back(option.json());
    mapping.set(name, *option.keywords_.find("$ref"));
  }
  set("oneOf", json_array(all));
  if (openapi()) set("discriminator", JsonObject().say("propertyName", tag).set("mapping", mapping.json()).json());
}

void Description::or_null() {
  if (way_ == Way::Text || keywords_.empty()) return;
  const std::string* type = keywords_.find("type");
  if (type != nullptr && type->starts_with('"') && !has("enum") && !has("const"))
    set("type", '[' + *type + ",\"null\"]");
  else
    keywords_ = JsonObject().set("anyOf", json_array({json(), R"({"type":"null"})"}));
}

Description describe_member(Components& components, Way way, const DescribedMember& member) {
  Description out(components, way);
  member.describe(out);
  if (!member.meaning.empty()) out.say("description", member.meaning);
  if (way == Way::Output || member.required) return out;
  std::string value;
  member.write_default(value);
  if (says_something(out, value)) out.set("default", std::move(value));
  return out;
}

}  // namespace tenstone::validation
