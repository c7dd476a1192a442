#include <charconv>
#include <string>
#include <string_view>

#include "tenstone/validation/json_writer.hpp"
#include "tenstone/validation/reader.hpp"
#include "yaml.hpp"
#include "yaml_scalar.hpp"

namespace tenstone::platform {
namespace {

std::string scalar(const YamlNode& node) {
  if (!node.quoted) return plain_scalar(node.text).json;
  std::string out;
  validation::write_string(out, node.text);
  return out;
}

YamlNode node_of(validation::Reader& in) {
  YamlNode out{.line = 1};
  bool yes = false;
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
  } else {
    in.raw(out.text);  // a number, as it is
  }
  return out;
}

// RFC 6901 §4.
std::string unescaped(std::string_view part) {
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escape = part[i] == '~' && i + 1 < part.size();
    out += !escape ? part[i] : part[++i] == '0' ? '~' : '/';
  }
  return out;
}

}  // namespace

Result<YamlNode> parse_json(std::string_view json) {
  const auto reader = validation::open_json(json);
  YamlNode root = node_of(*reader);
  if (auto unreadable = reader->finish()) return *std::move(unreadable);
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
    const std::string_view written = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(written.size());
    const std::string part = unescaped(written);
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
