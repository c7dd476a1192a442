// A YAML document as a tree with line numbers. Aliases and anchors are refused: a declaration says what it means. So is
// a tag, unless it is one of YAML's core schema and what it stands at is such a value.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::platform {

struct YamlNode {
  enum class Kind { Scalar, List, Map };
  struct Entry;
  Kind kind = Kind::Scalar;
  std::size_t line = 0;  // 1 is the first
  std::string text;      // of a scalar
  bool quoted = false;   // then it is text, whatever it looks like
  std::vector<YamlNode> items;
  std::vector<Entry> entries;  // in the order of the file
};

struct YamlNode::Entry {
  std::string key;
  std::size_t line = 0;
  YamlNode value;
};

// A JSON document as such a tree, all of it in line 1. JSON is
// YAML, but for what libyaml does not take: \ud83d\ude00, a key of more than 1024 characters. Errors: those of
// validation::Reader.
Result<YamlNode> parse_json(std::string_view json);
// The same as JSON: what is not quoted is null, true, false or a number where YAML's core schema says so, else text.
// Numbers keep every digit.
std::string to_json(const YamlNode& node);
// The line of what a JSON Pointer leads to, or of the last part of the way that is there.
std::size_t line_of(const YamlNode& node, std::string_view pointer);

// Refused as well: a number that JSON does not have (.inf, .nan), or of more digits than limit_number allows. The
// error's one Issue has the line in its pointer ("7") and the fault in its message.
Result<YamlNode> parse_yaml(std::string_view text);

}  // namespace tenstone::platform
