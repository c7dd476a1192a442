#include "yaml.hpp"

#include <fmt/core.h>
#include <memory>
#include <optional>
#include <yaml.h>

#include "tenstone/platform/declaration.hpp"
#include "tenstone/validation/validation.hpp"
#include "yaml_scalar.hpp"

namespace tenstone::platform {
namespace {

constexpr int kMaxDepth = 16;
constexpr std::string_view kNoAnchors = "anchors are not supported: write the value out";

Error fault(std::size_t line, std::string message) {
  Error error(kActionInvalid);
  error.issues.push_back({"file", std::to_string(line), "yaml", std::move(message)});
  return error;
}

class Parser {
 public:
  explicit Parser(std::string_view text) {
    yaml_parser_initialize(&parser_);
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  ~Parser() { yaml_parser_delete(&parser_); }
  Parser(const Parser&) = delete;

  // stream start, document start, one node, document end, stream end
  Result<YamlNode> document() {
    for (int i = 0; i < 2; ++i)
      if (const auto event = next(); !event) return event.error();
    auto first = next();
    if (!first) return first.error();
    if ((*first)->type == YAML_STREAM_END_EVENT) return fault(1, "the file is empty");
    auto root = node(**first, 0);
    if (!root) return root;
    for (int i = 0; i < 2; ++i)
      if (const auto event = next(); !event)
        return event.error();
      else if (i == 1 && (*event)->type != YAML_STREAM_END_EVENT)
        return fault((*event)->start_mark.line + 1, "a second document in one file: split it into two files");
    return root;
  }

 private:
  struct Delete {
    void operator()(yaml_event_t* event) const {
      yaml_event_delete(event);
      delete event;
    }
  };
  using Event = std::unique_ptr<yaml_event_t, Delete>;

  Result<Event> next() {
    Event event(new yaml_event_t{});
    if (yaml_parser_parse(&parser_, event.get()) == 0)
      return fault(parser_.problem_mark.line + 1,
                   std::string("not YAML: ") + (parser_.problem ? parser_.problem : "?"));
    return event;
  }

  Result<YamlNode> node(const yaml_event_t& event, int depth) {
    YamlNode out;
    out.line = event.start_mark.line + 1;
    if (depth > kMaxDepth) return fault(out.line, "nested too deeply");
    switch (event.type) {
      case YAML_SCALAR_EVENT: return scalar(std::move(out), event);
      case YAML_ALIAS_EVENT: return fault(out.line, "aliases are not supported: write the value out");
      case YAML_SEQUENCE_START_EVENT: {
        const auto& start = event.data.sequence_start;
        if (auto refused = collection(start.anchor, start.tag, "!!seq", out.line)) return *std::move(refused);
        return list(std::move(out), depth);
      }
      case YAML_MAPPING_START_EVENT: {
        const auto& start = event.data.mapping_start;
        if (auto refused = collection(start.anchor, start.tag, "!!map", out.line)) return *std::move(refused);
        return map(std::move(out), depth);
      }
      default: return fault(out.line, "the file is empty");
    }
  }

  static Result<YamlNode> scalar(YamlNode out, const yaml_event_t& event) {
    const auto& data = event.data.scalar;
    if (data.anchor != nullptr) return fault(out.line, std::string(kNoAnchors));
    out.text.assign(reinterpret_cast<const char*>(data.value), data.length);
    out.quoted = data.style != YAML_PLAIN_SCALAR_STYLE;
    const std::string tag = shorthand(data.tag);
    if (tag == "!" || tag == "!!str") out.quoted = true;
    if (out.quoted && (tag.empty() || tag == "!" || tag == "!!str")) return out;
    const YamlScalar value = plain_scalar(out.text);
    if (!tag.empty()) {
      using Kind = YamlScalar::Kind;
      const bool fits = tag == "!!int"     ? value.kind == Kind::Integer
                        : tag == "!!float" ? value.kind == Kind::Float || value.kind == Kind::Integer
                        : tag == "!!bool"  ? value.kind == Kind::Boolean
                        : tag == "!!null"  ? value.kind == Kind::Null
                                           : false;
      if (!fits) return fault(out.line, fmt::format("the tag {} is not known here, or is not that of this value", tag));
      out.quoted = false;
    }
    if (value.kind == YamlScalar::Kind::NotJson) return fault(out.line, value.json);
    const auto within_limits = validation::parse_json<validation::Json>(fmt::format("[{}]", value.json));
    if (!within_limits) return fault(out.line, within_limits.error().message);
    return out;
  }

  static std::optional<Error> collection(const yaml_char_t* anchor, const yaml_char_t* tag, std::string_view own,
                                         std::size_t line) {
    if (anchor != nullptr) return fault(line, std::string(kNoAnchors));
    const std::string name = shorthand(tag);
    if (name.empty() || name == own) return std::nullopt;
    return fault(line, fmt::format("the tag {} is not known here, or is not that of this value", name));
  }

  // "!!int"; "" if there is none.
  static std::string shorthand(const yaml_char_t* tag) {
    constexpr std::string_view kCore = "tag:yaml.org,2002:";
    const std::string_view text = tag == nullptr ? "" : reinterpret_cast<const char*>(tag);
    return text.starts_with(kCore) ? "!!" + std::string(text.substr(kCore.size())) : std::string(text);
  }

  Result<YamlNode> list(YamlNode out, int depth) {
    out.kind = YamlNode::Kind::List;
    for (;;) {
      const auto event = next();
      if (!event) return event.error();
      if ((*event)->type == YAML_SEQUENCE_END_EVENT) return out;
      auto item = node(**event, depth + 1);
      if (!item) return item;
      out.items.push_back(std::move(*item));
    }
  }

  Result<YamlNode> map(YamlNode out, int depth) {
    out.kind = YamlNode::Kind::Map;
    for (;;) {
      const auto event = next();
      if (!event) return event.error();
      if ((*event)->type == YAML_MAPPING_END_EVENT) return out;
      const auto key = node(**event, depth + 1);
      if (!key) return key;
      if (key->kind != YamlNode::Kind::Scalar) return fault(key->line, "a key must be plain text");
      const std::string tag = shorthand((*event)->data.scalar.tag);
      if (!tag.empty() && tag != "!" && tag != "!!str") return fault(key->line, "a key is text: remove its tag " + tag);
      const auto start = next();
      if (!start) return start.error();
      auto value = node(**start, depth + 1);
      if (!value) return value;
      out.entries.push_back({key->text, key->line, std::move(*value)});
    }
  }

  yaml_parser_t parser_{};
};

}  // namespace

Result<YamlNode> parse_yaml(std::string_view text) { return Parser(text).document(); }

}  // namespace tenstone::platform
