#include "tenstone/log_view/query.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "query_node.hpp"
#include "tenstone/log_view/redact.hpp"

namespace tenstone::log_view {
namespace {

template <class T>
bool holds(Comparison comparison, const T& left, const T& right) {
  switch (comparison) {
    case Comparison::Equal: return left == right;
    case Comparison::NotEqual: return left != right;
    case Comparison::Less: return left < right;
    case Comparison::LessEqual: return left <= right;
    case Comparison::Greater: return left > right;
    case Comparison::GreaterEqual: return left >= right;
  }
  return false;
}

// The longest run of bytes that every match of a regular expression has. Whatever this does not understand gives none:
// groups, alternatives, flags, escapes of letters but classes.
std::string literal_of(std::string_view regex) {
  std::string best, run;
  const auto end_run = [&] {
    if (run.size() > best.size()) best = run;
    run.clear();
  };
  for (std::size_t at = 0; at < regex.size(); ++at) {
    const char c = regex[at];
    if (c == '(' || c == ')' || c == '|') return {};
    if (c == '\\') {
      if (++at == regex.size()) return {};
      const char escaped = regex[at];
      const bool is_letter = (escaped >= 'a' && escaped <= 'z') || (escaped >= 'A' && escaped <= 'Z');
      if ((escaped >= '0' && escaped <= '9') || (is_letter && !std::string_view("dDwWsSbB").contains(escaped)))
        return {};
      if (is_letter)
        end_run();
      else
        run += escaped;
    } else if (c == '[') {
      end_run();
      at += at + 1 < regex.size() && regex[at + 1] == '^' ? 2 : 1;
      if (at < regex.size() && regex[at] == ']') ++at;
      for (; at < regex.size() && regex[at] != ']'; ++at) {
        if (regex[at] == '[') return {};  // [[:alpha:]]
        if (regex[at] == '\\') ++at;
      }
    } else if (c == '*' || c == '?' || c == '{') {
      if (!run.empty()) run.pop_back();
      end_run();
      if (c == '{') {
        const std::size_t end = std::min(regex.find('}', at), regex.size());
        // A brace that counts nothing is a text, and what stands behind it is not skipped.
        if (regex.substr(at + 1, end - at - 1).find_first_not_of("0123456789,") != regex.npos) return {};
        at = end;
      }
    } else if (c == '+' || c == '.' || c == '^' || c == '$' || static_cast<unsigned char>(c) >= 0x80) {
      end_run();
    } else {
      run += c;
    }
  }
  end_run();
  return best;
}

// A text may be found with bytes of kRedacted in it.
bool touches_redacted(std::string_view text) {
  if (kRedacted.contains(text) || text.contains(kRedacted)) return true;
  for (std::size_t size = 1; size < kRedacted.size(); ++size)
    if (text.ends_with(kRedacted.substr(0, size)) || text.starts_with(kRedacted.substr(kRedacted.size() - size)))
      return true;
  return false;
}

void write_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

std::string time_text(Time time) { return time == Time::min() || time == Time::max() ? "" : to_rfc3339(time); }

bool compare_text(const Query::Node& node, std::string_view value) {
  if (node.number)
    if (const auto number = parse_number(value)) return holds(node.comparison, *number, *node.number);
  return node.comparison <= Comparison::NotEqual && holds(node.comparison, value, std::string_view(node.text));
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool Query::Node::matches(const Entry& entry) const {
  const auto match = [&](const Node& child) { return child.matches(entry); };
  switch (kind) {
    case Kind::All: return std::ranges::all_of(children, match);
    case Kind::Any: return std::ranges::any_of(children, match);
    case Kind::Not: return !match(children.front());
    case Kind::Text: return entry.raw.contains(text);
    case Kind::Regex:
      return regex->Match(re2::StringPiece(entry.raw.data(), entry.raw.size()), 0, entry.raw.size(),
                          re2::RE2::UNANCHORED, nullptr, 0);
    case Kind::Message: return compare_text(*this, entry.message);
    case Kind::Level:
      return entry.level == log_view::Level::None ? comparison == Comparison::NotEqual
                                                  : holds(comparison, entry.level, level);
    case Kind::Time: return entry.time && *entry.time >= begin && *entry.time < end;
    case Kind::Field: {
      const auto value = entry.find(name);
      return value ? compare_text(*this, *value) : comparison == Comparison::NotEqual;
    }
  }
  return false;
}

std::string Query::Node::literal() const {
  std::string own = kind == Kind::Text ? text : kind == Kind::Regex && !is_any_case ? literal_of(text) : std::string();
  if (kind == Kind::Text || kind == Kind::Regex) return touches_redacted(own) ? std::string() : own;
  std::string best;
  if (kind == Kind::All)
    for (const Node& child : children)
      if (std::string one = child.literal(); one.size() > best.size()) best = std::move(one);
  return best;
}

bool Query::Node::finds_no_more_when_redacted() const {
  switch (kind) {
    case Kind::All:
    case Kind::Any:
      return std::ranges::all_of(children, [](const Node& child) { return child.finds_no_more_when_redacted(); });
    case Kind::Not:
    case Kind::Regex: return false;
    case Kind::Text: return !touches_redacted(text);
    case Kind::Field:
    case Kind::Message: return comparison != Comparison::NotEqual;
    case Kind::Level:
    case Kind::Time: return true;
  }
  return false;
}

bool Query::Node::looks_at_text() const {
  if (!children.empty()) return std::ranges::any_of(children, [](const Node& child) { return child.looks_at_text(); });
  return kind != Kind::Level && kind != Kind::Time && kind != Kind::All;
}

void Query::Node::write(std::string& out) const {
  switch (kind) {
    case Kind::All:
    case Kind::Any:
      for (const Node& child : children) {
        if (&child != children.data()) out += kind == Kind::Any ? " OR " : " ";
        const bool groups = child.kind == Kind::Any || (child.kind == Kind::All && kind == Kind::All);
        if (groups) out += '(';
        child.write(out);
        if (groups) out += ')';
      }
      return;
    case Kind::Not: {
      const Node& child = children.front();
      const bool groups = child.kind == Kind::All || child.kind == Kind::Any;
      out += groups ? "-(" : "-";
      child.write(out);
      if (groups) out += ')';
      return;
    }
    case Kind::Text: return write_quoted(out, text);
    case Kind::Regex:
      out += '/';
      for (const char c : text) (c == '/' ? out += '\\' : out) += c;
      out += is_any_case ? "/i" : "/";
      return;
    case Kind::Level:
      out += fmt::format("level{}{}", kComparisons[static_cast<std::size_t>(comparison)], log_view::to_string(level));
      return;
    case Kind::Time: out += fmt::format("ts:[{},{}]", time_text(begin), time_text(end)); return;
    case Kind::Field:
    case Kind::Message:
      out += (kind == Kind::Message ? "message" : name);
      out += kComparisons[static_cast<std::size_t>(comparison)];
      return write_quoted(out, text);
  }
}

Query::Query() : root_(std::make_shared<const Node>()) {}

Result<Query> Query::parse(std::string_view text, Time now) {
  auto root_node = QueryReader(text, now).read();
  if (!root_node) return root_node.error();
  Query out;
  out.root_ = std::make_shared<const Node>(std::move(*root_node));
  const Node& root = *out.root_;
  out.literal_ = root.literal();
  out.looks_at_text_ = root.looks_at_text();
  out.finds_no_more_when_redacted_ = root.finds_no_more_when_redacted();
  const auto narrow = [&](const Node& node) {
    if (node.kind != Node::Kind::Time) return;
    out.begin_ = std::max(out.begin_, node.begin);
    out.end_ = std::min(out.end_, node.end);
  };
  narrow(root);
  if (root.kind == Node::Kind::All) std::ranges::for_each(root.children, narrow);
  return out;
}

bool Query::matches(const Entry& entry) const { return root_->matches(entry); }

std::string Query::to_string() const {
  std::string out;
  root_->write(out);
  return out;
}

}  // namespace tenstone::log_view
