#include "yaml.hpp"

#include <memory>
#include <yaml.h>

#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {
namespace {

constexpr int kMaxDepth = 16;

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
      case YAML_SCALAR_EVENT:
        if (event.data.scalar.anchor != nullptr)
          return fault(out.line, "anchors are not supported: write the value out");
        out.text.assign(reinterpret_cast<const char*>(event.data.scalar.value), event.data.scalar.length);
        out.quoted = event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        return out;
      case YAML_ALIAS_EVENT: return fault(out.line, "aliases are not supported: write the value out");
      case YAML_SEQUENCE_START_EVENT: return list(std::move(out), depth);
      case YAML_MAPPING_START_EVENT: return map(std::move(out), depth);
      default: return fault(out.line, "the file is empty");
    }
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
