#include "tenstone/platform/declaration.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/ranges.h>
#include <fstream>
#include <iterator>
#include <map>

#include "checker.hpp"
#include "read_run.hpp"
#include "read_schedule.hpp"
#include "tenstone/flags/definition.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::platform {
namespace {

using namespace std::chrono_literals;

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

// The rate alone makes a limit; its burst is then what the rate allows in a window, at once.
void read_limit(Checker& check, const YamlNode& node, Declaration& out) {
  Limit limit;
  bool has_rate = false, has_burst = false;
  const auto choice = [&](const YamlNode::Entry& entry, auto& into, auto... choices) {
    std::string known;
    const auto one = [&](const auto& choice) {
      known += (known.empty() ? "" : ", ") + std::string(choice.first);
      if (entry.value.text == choice.first) into = choice.second;
      return entry.value.text == choice.first;
    };
    if (!(one(choices) | ...)) check.fault(entry.line, entry.key, "must be one of: " + known);
  };
  check.map(node, "limit", {}, [&](const YamlNode::Entry& entry) {
    using rate_limit::Algorithm, rate_limit::WhenAway;
    if (entry.key == "policy") {
      choice(entry, limit.policy.algorithm, std::pair("gcra", Algorithm::Gcra), std::pair("strict", Algorithm::Strict),
             std::pair("sliding", Algorithm::Sliding), std::pair("log", Algorithm::Log),
             std::pair("fixed", Algorithm::Fixed));
    } else if (entry.key == "rate") {
      has_rate = true;
      if (const auto rate = rate_limit::parse_rate(entry.value.text))
        limit.policy.limit = rate->limit, limit.policy.window = rate->window;
      else
        check.fault(entry.line, "rate", "must be a number a time, such as 5/s, 30/min, 1000/h or 20000/d");
    } else if (entry.key == "burst") {
      has_burst = true;
      limit.policy.burst = check.number(entry, 1, 1'000'000);
    } else if (entry.key == "key") {
      choice(entry, limit.key, std::pair("user", Limit::Key::User), std::pair("org", Limit::Key::Organisation));
    } else if (entry.key == "when_away") {
      choice(entry, limit.policy.when_away, std::pair("local", WhenAway::Local), std::pair("open", WhenAway::Open),
             std::pair("closed", WhenAway::Closed));
    } else {
      return false;
    }
    return true;
  });
  if (!has_rate) check.fault(node.line, "limit", "must say a rate, such as { rate: 30/min }");
  using rate_limit::Algorithm;
  const bool strict = limit.policy.algorithm == Algorithm::Strict;
  if (has_burst && limit.policy.algorithm != Algorithm::Gcra && !strict)
    check.fault_at(node.line, "/limit/burst", "burst", "belongs to gcra and strict: the others have none");
  if (!has_burst) limit.policy.burst = strict ? std::max<std::int64_t>(1, limit.policy.limit / 5) : limit.policy.limit;
  limit.policy.name = "name";  // the action's, once that is known
  if (const std::string wrong = fault(limit.policy); !wrong.empty()) check.fault(node.line, "limit", wrong);
  out.limit = std::move(limit);
}

void read_input(Checker& check, const YamlNode::Entry& entry, Declaration& out) {
  const validation::At root;
  check.keys_differ(entry.value, {&root, "input"});
  if (check.faulty("/input")) return;
  out.input_schema = to_json(entry.value);
  auto schema = json_schema::Schema::compile(out.input_schema);
  if (schema) {
    out.input = std::move(*schema);
    return;
  }
  if (schema.error().issues.empty()) check.fault(entry.line, "input", schema.error().message);
  std::multimap<std::size_t, const Issue*> by_line;
  for (const Issue& issue : schema.error().issues) by_line.emplace(line_of(entry.value, issue.pointer), &issue);
  for (const auto& [line, issue] : by_line)
    check.fault_at(line, "/input" + issue->pointer, "input" + issue->pointer, issue->message);
}

Declaration read(Checker& check, const YamlNode& root) {
  Declaration out;
  bool has_name = false, has_run = false;
  const YamlNode::Entry* schedule = nullptr;
  check.map(root, "", {}, [&](const YamlNode::Entry& entry) {
    if (entry.key == "name") {
      has_name = true;
      out.name = check.text(entry);
      if (!out.name.empty() && !is_name(out.name))
        check.fault(entry.line, "name", "must be a-z, 0-9 and hyphens, at most 50");
    } else if (entry.key == "summary") {
      out.summary = check.text(entry);
    } else if (entry.key == "flag") {
      out.flag = check.text(entry);
      if (!out.flag->empty() && !flags::is_key(*out.flag))
        check.fault(entry.line, "flag", "must be 1 to 128 of A-Z, a-z, 0-9, '.', '_' and '-'");
    } else if (entry.key == "limit") {
      read_limit(check, entry.value, out);
    } else if (entry.key == "input") {
      read_input(check, entry, out);
    } else if (entry.key == "job") {
      read_job(check, entry.value, out);
    } else if (entry.key == "schedule") {
      schedule = &entry;
    } else if (entry.key == "run") {
      has_run = true;
      read_run(check, entry.value, out);
    } else {
      return false;
    }
    return true;
  });
  if (root.kind != YamlNode::Kind::Map) return out;
  if (!has_name) check.fault(1, "name", "is missing");
  if (!has_run) check.fault(1, "run", "is missing: it is " + std::string(kRuns));
  if (out.limit) out.limit->policy.name = out.name;
  if (schedule != nullptr) out.schedule = read_schedule(check, *schedule, out.input);
  return out;
}

// All faults of files, a line each.
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
  Declaration out = read(check, *root);
  if (!check.issues().empty()) return invalid(check.take());
  out.file = file;
  out.document = to_json(*root);
  return out;
}

Result<Declaration> parse_document(std::string_view json, const Requirements& required) {
  if (json.size() > kMaxDocumentBytes) return kActionTooLarge;
  auto text = validation::parse_json<validation::Json>(json);
  if (!text) return text.error();
  const auto root = parse_json(json);
  if (!root) return root.error();
  Checker check("");
  Declaration out = read(check, *root);
  if (required.name && !check.faulty("/name") && out.name != *required.name)
    check.fault(1, "name", fmt::format("must be {}, as its place says", *required.name));
  if (const auto fault = check.faulty("/run") ? std::nullopt : required.runner(out))
    check.fault_at(1, place_of(out.run), "run", *fault);
  if (!check.faulty("/job") && std::ranges::find(required.queues, out.queue) == required.queues.end())
    check.fault_at(1, "/job/queue", "queue",
                   fmt::format("no worker looks at this queue; there are: {}", fmt::join(required.queues, ", ")));
  if (!check.issues().empty()) {
    Error error(kActionInvalid);
    error.issues = check.take();
    if (error.issues.size() > validation::Issues::kMost) error.issues.resize(validation::Issues::kMost);
    return error;
  }
  out.document = std::move(text->text);
  return out;
}

Result<std::vector<Declaration>> read_declarations(std::span<const std::filesystem::path> files) {
  std::vector<Declaration> out;
  std::vector<Issue> issues;
  std::map<std::string, std::string> owner;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      issues.push_back(
          {"file", "", "unreadable", fmt::format("{}: cannot be read: {}", file.string(), std::strerror(errno))});
      continue;
    }
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
