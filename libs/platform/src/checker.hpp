// Collects what is wrong with a declaration, each fault with file, line and key, or as a place in a request's body.
#pragma once
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fmt/core.h>
#include <map>
#include <span>

#include "tenstone/config/units.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/validation/issues.hpp"
#include "yaml.hpp"
#include "yaml_scalar.hpp"

namespace tenstone::platform {

class Checker {
 public:
  // Empty: it is a body, whose faults are named by their JSON Pointers.
  explicit Checker(std::string_view file) : file_(file) {}

  bool of_body() const { return file_.empty(); }
  // A fault of what `key` holds, in the map that is being read.
  void fault(std::size_t line, std::string_view key, std::string_view message) {
    fault_at(line, pointer_to(key), key, message);
  }
  // The same anywhere; `shown` is what a file's message calls it.
  void fault_at(std::size_t line, std::string pointer, std::string_view shown, std::string_view message) {
    if (file_.empty())
      issues_.push_back({"body", std::move(pointer), "declaration", std::string(message)});
    else
      issues_.push_back({"file", std::move(pointer), "declaration",
                         fmt::format("{}:{}: {}{}{}", file_, line, shown, shown.empty() ? "" : ": ", message)});
  }
  // The text of a scalar, or a fault.
  std::string text(const YamlNode::Entry& entry) {
    const YamlNode& value = entry.value;
    const bool null = !value.quoted && plain_scalar(value.text).kind == YamlScalar::Kind::Null;
    if (value.kind == YamlNode::Kind::Scalar && !value.text.empty() && !null) return value.text;
    fault(entry.line, entry.key, "must be text");
    return {};
  }
  // Calls on_entry for each entry of the map that `key` holds: it answers whether it knows the entry's key.
  template <class OnEntry>
  void map(const YamlNode& node, std::string_view key, std::span<const std::string_view> not_yet, OnEntry on_entry) {
    if (node.kind != YamlNode::Kind::Map) return fault(node.line, key, "must be a map");
    std::string outside = std::exchange(within_, pointer_to(key));
    std::map<std::string_view, std::size_t> seen;
    for (const YamlNode::Entry& entry : node.entries) {
      if (const auto [first, fresh] = seen.emplace(entry.key, entry.line); !fresh)
        fault(entry.line, entry.key, fmt::format("is given twice (first in line {})", first->second));
      else if (std::ranges::find(not_yet, entry.key) != not_yet.end())
        fault(entry.line, entry.key, "is not supported by this version: remove it");
      else if (!on_entry(entry))
        fault(entry.line, entry.key, "is not a known key");
    }
    within_ = std::move(outside);
  }
  // A value of any shape, at `at`: no map of it may give a key twice.
  void keys_differ(const YamlNode& node, const validation::At& at) {
    std::map<std::string_view, std::size_t> seen;
    for (const YamlNode::Entry& entry : node.entries) {
      const validation::At here{&at, entry.key};
      if (const auto [first, fresh] = seen.emplace(entry.key, entry.line); !fresh)
        fault_at(entry.line, here.pointer(), here.pointer().substr(1),
                 fmt::format("is given twice (first in line {})", first->second));
      keys_differ(entry.value, here);
    }
    std::ptrdiff_t index = 0;
    for (const YamlNode& item : node.items) keys_differ(item, {&at, {}, index++});
  }
  // A whole number, or a fault.
  int number(const YamlNode::Entry& entry, int least, int most) {
    int value = 0;
    const std::string& text = entry.value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool scalar = entry.value.kind == YamlNode::Kind::Scalar && !entry.value.quoted;
    if (scalar && error == std::errc() && end == text.data() + text.size() && value >= least && value <= most)
      return value;
    fault(entry.line, entry.key, fmt::format("must be a whole number from {} to {}", least, most));
    return least;
  }
  std::chrono::milliseconds duration(const YamlNode::Entry& entry, std::chrono::milliseconds least,
                                     std::chrono::milliseconds most) {
    const auto value = config::parse_duration(entry.value.text);
    if (entry.value.kind == YamlNode::Kind::Scalar && value && *value >= least && *value <= most) return *value;
    fault(entry.line, entry.key,
          fmt::format("must be a time from {} to {}, such as 30s, 10min or 6h", config::to_string(least),
                      config::to_string(most)));
    return least;
  }
  // Whether something is wrong there, or below.
  bool faulty(std::string_view pointer) const {
    return std::ranges::any_of(issues_, [&](const Issue& issue) { return issue.pointer.starts_with(pointer); });
  }
  const std::vector<Issue>& issues() const { return issues_; }
  std::vector<Issue> take() { return std::move(issues_); }

 private:
  std::string pointer_to(std::string_view key) const {
    if (key.empty()) return within_;
    std::string pointer = within_ + '/';
    for (const char c : key) {  // RFC 6901
      if (c == '~' || c == '/')
        pointer += c == '~' ? "~0" : "~1";
      else
        pointer += c;
    }
    return pointer;
  }

  std::string_view file_;
  std::string within_;  // the map that is being read, as a JSON Pointer
  std::vector<Issue> issues_;
};

}  // namespace tenstone::platform
