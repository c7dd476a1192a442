// Collects what is wrong with a declaration, each fault with file, line and key.
#pragma once
#include <algorithm>
#include <charconv>
#include <chrono>
#include <fmt/core.h>
#include <map>
#include <span>

#include "tenstone/config/units.hpp"
#include "tenstone/core/error.hpp"
#include "yaml.hpp"

namespace tenstone::platform {

class Checker {
 public:
  explicit Checker(std::string_view file) : file_(file) {}

  void fault(std::size_t line, std::string_view key, std::string_view message) {
    issues_.push_back({"file", std::string(key), "declaration",
                       fmt::format("{}:{}: {}{}{}", file_, line, key, key.empty() ? "" : ": ", message)});
  }
  // The text of a scalar, or a fault.
  std::string text(const YamlNode::Entry& entry) {
    if (entry.value.kind == YamlNode::Kind::Scalar && !entry.value.text.empty()) return entry.value.text;
    fault(entry.line, entry.key, "must be text");
    return {};
  }
  // Calls on_entry for each entry of a map: it answers whether it knows the key.
  template <class OnEntry>
  void map(const YamlNode& node, std::string_view key, std::span<const std::string_view> not_yet, OnEntry on_entry) {
    if (node.kind != YamlNode::Kind::Map) return fault(node.line, key, "must be a map");
    std::map<std::string_view, std::size_t> seen;
    for (const YamlNode::Entry& entry : node.entries) {
      if (const auto [first, fresh] = seen.emplace(entry.key, entry.line); !fresh)
        fault(entry.line, entry.key, fmt::format("is given twice (first in line {})", first->second));
      else if (std::ranges::find(not_yet, entry.key) != not_yet.end())
        fault(entry.line, entry.key, "is not supported by this version: remove it");
      else if (!on_entry(entry))
        fault(entry.line, entry.key, "is not a known key");
    }
  }
  // A whole number, or a fault.
  int number(const YamlNode::Entry& entry, int least, int most) {
    int value = 0;
    const std::string& text = entry.value.text;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (entry.value.kind == YamlNode::Kind::Scalar && error == std::errc() && end == text.data() + text.size() &&
        value >= least && value <= most)
      return value;
    fault(entry.line, entry.key, fmt::format("must be a whole number from {} to {}", least, most));
    return least;
  }
  std::chrono::milliseconds duration(const YamlNode::Entry& entry, std::chrono::milliseconds least,
                                     std::chrono::milliseconds most) {
    std::string text = entry.value.text;
    if (text.ends_with('m')) text += "in";  // here "10m" is ten minutes
    const auto value = config::parse_duration(text);
    if (entry.value.kind == YamlNode::Kind::Scalar && value && *value >= least && *value <= most) return *value;
    fault(entry.line, entry.key,
          fmt::format("must be a time from {} to {}, such as 30s, 10m or 6h", config::to_string(least),
                      config::to_string(most)));
    return least;
  }
  const std::vector<Issue>& issues() const { return issues_; }
  std::vector<Issue> take() { return std::move(issues_); }

 private:
  std::string_view file_;
  std::vector<Issue> issues_;
};

}  // namespace tenstone::platform
