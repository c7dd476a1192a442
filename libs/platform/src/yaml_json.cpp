#include <charconv>
#include <fmt/core.h>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/validation/json_writer.hpp"
#include "tenstone/validation/reader.hpp"
#include "yaml.hpp"

namespace tenstone::platform {
namespace {

// A number as JSON writes it, or nothing. YAML's: [-+]? digits, with a point and an exponent perhaps.
std::optional<std::string> number(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  if (digits.empty() || !((digits[0] >= '0' && digits[0] <= '9') || (digits[0] == '.' && digits.size() > 1)))
    return std::nullopt;
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto [stop, error] = std::from_chars(text.data(), end, whole); error == std::errc() && stop == end)
    return fmt::format("{}", whole);
  double real = 0;
  if (const auto [stop, error] = std::from_chars(text.data(), end, real); error == std::errc() && stop == end)
    return fmt::format("{}", real);
  return std::nullopt;
}

std::string scalar(const YamlNode& node) {
  if (!node.quoted) {
    if (node.text.empty() || node.text == "null" || node.text == "~") return "null";
    if (node.text == "true" || node.text == "false") return node.text;
    if (auto written = number(node.text)) return std::move(*written);
  }
  std::string out;
  validation::write_string(out, node.text);
  return out;
}

YamlNode node_of(validation::Reader& in) {
  YamlNode out{.line = 1};
  bool yes = false;
  double real = 0;
  if (in.null()) {
    out.text = "null";
  } else if (in.string(out.text) == validation::Reader::Read::Ok) {
    out.quoted = true;
  } else if (in.boolean(yes) == validation::Reader::Read::Ok) {
    out.text = yes ? "true" : "false";
  } else if (in.enter_array()) {
    out.kind = YamlNode::Kind::List;
    while (in.next_item()) out.items.push_back(node_of(in));
  } else if (in.enter_object()) {
    out.kind = YamlNode::Kind::Map;
    for (std::string_view key; in.next_key({}, key);) {
      out.entries.push_back({.key = std::string(key), .line = 1, .value = {}});
      out.entries.back().value = node_of(in);
    }
  } else if (in.number(real) == validation::Reader::Read::Ok) {
    validation::write_number(out.text, real);
  }
  return out;
}

}  // namespace

Result<YamlNode> parse_json(std::string_view json) {
  const auto reader = validation::open_json(json);
  YamlNode root = node_of(*reader);
  if (const ErrorCode* unreadable = reader->finish()) return Error(*unreadable);
  return root;
}

std::string to_json(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::Scalar) return scalar(node);
  const bool list = node.kind == YamlNode::Kind::List;
  std::string out(1, list ? '[' : '{');
  for (const YamlNode& item : node.items) out += (out.size() > 1 ? "," : "") + to_json(item);
  for (const YamlNode::Entry& entry : node.entries) {
    if (out.size() > 1) out += ',';
    validation::write_string(out, entry.key);
    out += ':' + to_json(entry.value);
  }
  return out + (list ? ']' : '}');
}

std::size_t line_of(const YamlNode& node, std::string_view pointer) {
  const YamlNode* at = &node;
  std::size_t line = node.line;
  while (pointer.starts_with('/')) {
    pointer.remove_prefix(1);
    const std::string_view part = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(part.size());
    const YamlNode* next = nullptr;
    for (const YamlNode::Entry& entry : at->entries) {
      if (entry.key != part) continue;
      next = &entry.value;
      line = entry.line;
    }
    std::size_t index = 0;
    if (std::from_chars(part.data(), part.data() + part.size(), index).ec == std::errc() && index < at->items.size()) {
      next = &at->items[index];
      line = next->line;
    }
    if (next == nullptr) break;
    at = next;
  }
  return line;
}

}  // namespace tenstone::platform
