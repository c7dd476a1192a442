#include "tenstone/platform/declaration.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/core.h>
#include <fstream>
#include <iterator>
#include <map>

#include "checker.hpp"

namespace tenstone::platform {
namespace {

using namespace std::chrono_literals;

// Parts of a declaration that a later version will know. Refused by name: what is declared must hold.
constexpr std::array<std::string_view, 3> kNotYetTop = {"flag", "limit", "input"};
constexpr std::array<std::string_view, 3> kNotYetRun = {"http", "email", "event"};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 50 && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

void read_backoff(Checker& check, const YamlNode::Entry& entry, jobs::Backoff& out) {
  const auto shape = [&](const YamlNode::Entry& named) {
    if (named.value.text == "exponential")
      out.shape = jobs::Backoff::Shape::Exponential;
    else if (named.value.text == "fixed")
      out.shape = jobs::Backoff::Shape::Fixed;
    else
      check.fault(named.line, named.key, "must be exponential or fixed");
  };
  if (entry.value.kind == YamlNode::Kind::Scalar) return shape(entry);
  check.map(entry.value, "backoff", {}, [&](const YamlNode::Entry& each) {
    if (each.key == "shape")
      shape(each);
    else if (each.key == "base")
      out.base = check.duration(each, 1s, 24h);
    else if (each.key == "cap")
      out.cap = check.duration(each, 1s, 24h * 7);
    else
      return false;
    return true;
  });
}

void read_job(Checker& check, const YamlNode& node, Declaration& out) {
  check.map(node, "job", {}, [&](const YamlNode::Entry& entry) {
    if (entry.key == "queue") {
      out.queue = check.text(entry);
      if (!out.queue.empty() && !is_name(out.queue))
        check.fault(entry.line, "queue", "must be a-z, 0-9 and hyphens, at most 50");
    } else if (entry.key == "attempts") {
      out.policy.attempts = check.number(entry, 1, 100);
    } else if (entry.key == "backoff") {
      read_backoff(check, entry, out.policy.backoff);
    } else if (entry.key == "timeout") {
      out.policy.timeout = check.duration(entry, 1s, 24h);
    } else if (entry.key == "unique_for") {
      out.unique_for = std::chrono::ceil<std::chrono::seconds>(check.duration(entry, 1s, 24h * 365));
    } else {
      return false;
    }
    return true;
  });
}

void read_run(Checker& check, const YamlNode& node, Declaration& out) {
  if (node.kind == YamlNode::Kind::Scalar && node.text == "native") return;
  check.map(node, "run", kNotYetRun, [&](const YamlNode::Entry& entry) {
    if (entry.key != "builtin") return false;
    out.builtin = check.text(entry);
    return true;
  });
  if (node.kind == YamlNode::Kind::Map && node.entries.empty())
    check.fault(node.line, "run", "must say `{ builtin: NAME }` or `native`");
}

Error invalid(std::vector<Issue> issues) {
  Error error(kActionInvalid);
  for (const Issue& issue : issues) error.detail += (error.detail.empty() ? "" : "\n") + issue.message;
  error.message = error.detail;
  error.issues = std::move(issues);
  return error;
}

}  // namespace

Result<Declaration> parse_declaration(std::string_view file, std::string_view yaml) {
  Checker check(file);
  const auto root = parse_yaml(yaml);
  if (!root) {
    const Issue& issue = root.error().issues.front();
    check.fault(static_cast<std::size_t>(std::stoul(issue.pointer)), "", issue.message);
    return invalid(check.take());
  }
  Declaration out;
  bool has_run = false;
  check.map(*root, "", kNotYetTop, [&](const YamlNode::Entry& entry) {
    if (entry.key == "name") {
      out.name = check.text(entry);
      if (!out.name.empty() && !is_name(out.name))
        check.fault(entry.line, "name", "must be a-z, 0-9 and hyphens, at most 50");
    } else if (entry.key == "summary") {
      out.summary = check.text(entry);
    } else if (entry.key == "job") {
      read_job(check, entry.value, out);
    } else if (entry.key == "run") {
      has_run = true;
      read_run(check, entry.value, out);
    } else {
      return false;
    }
    return true;
  });
  if (check.issues().empty() && out.name.empty()) check.fault(1, "name", "is missing");
  if (check.issues().empty() && !has_run)
    check.fault(1, "run", "is missing: say `run: { builtin: NAME }` or `run: native`");
  if (!check.issues().empty()) return invalid(check.take());
  return out;
}

Result<std::vector<Declaration>> read_declarations(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (entry.path().extension() == ".yaml") files.push_back(entry.path());
  std::ranges::sort(files);

  std::vector<Declaration> out;
  std::vector<Issue> issues;
  std::map<std::string, std::string> owner;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    auto declaration = parse_declaration(file.string(), text);
    if (!declaration) {
      std::ranges::copy(declaration.error().issues, std::back_inserter(issues));
    } else if (const auto [first, fresh] = owner.emplace(declaration->name, file.string()); !fresh) {
      issues.push_back(
          {"file", "name", "declaration",
           fmt::format("{}:1: name: {} is declared by {} already", file.string(), declaration->name, first->second)});
    } else {
      out.push_back(std::move(*declaration));
    }
  }
  if (!issues.empty()) return invalid(std::move(issues));
  return out;
}

}  // namespace tenstone::platform
