#include <cmath>
#include <fmt/format.h>

#include "query_node.hpp"
#include "tenstone/config/units.hpp"
#include "tenstone/validation/json_fault.hpp"

namespace tenstone::log_view {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr std::string_view kSpecial = "\"()=!<>";  // besides white space: what ends a word

}  // namespace

Query::Node QueryReader::fail(std::size_t at, std::string_view message) {
  if (!fault_) fault_ = validation::error_at(kInvalidQuery, text_, std::min(at, text_.size()), message);
  at_ = text_.size();
  return {};
}
void QueryReader::skip_space() {
  while (at_ < text_.size() && is_space(text_[at_])) ++at_;
}
bool QueryReader::take(std::string_view what) {
  if (!text_.substr(at_).starts_with(what)) return false;
  at_ += what.size();
  return true;
}
std::string_view QueryReader::bare(std::string_view stops) {
  const std::size_t begin = at_;
  while (at_ < text_.size() && !is_space(text_[at_]) && !stops.contains(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}
bool QueryReader::at_or() const {
  return text_.substr(at_).starts_with("OR") &&
         (at_ + 2 == text_.size() || is_space(text_[at_ + 2]) || text_[at_ + 2] == '(');
}

Result<Query::Node> QueryReader::read() {
  if (text_.size() > Query::kMostBytes) fail(Query::kMostBytes, "the query is longer than 4 KiB");
  skip_space();
  Node root = at_ == text_.size() ? Node() : any(0);
  if (at_ < text_.size()) fail(at_, "')' has no '(' before it");
  if (fault_) return std::move(*fault_);
  return root;
}

Query::Node QueryReader::any(std::size_t depth) {
  if (depth > Query::kDeepest) return fail(at_, "more than 16 parentheses or '-' inside one another");
  Node out{.kind = Node::Kind::Any};
  do {
    out.children.push_back(all(depth));
    skip_space();
  } while (at_or() && take("OR"));
  return out.children.size() == 1 ? std::move(out.children.front()) : out;
}

Query::Node QueryReader::all(std::size_t depth) {
  Node out{.kind = Node::Kind::All};
  for (skip_space(); at_ < text_.size() && text_[at_] != ')' && !at_or(); skip_space())
    out.children.push_back(term(depth));
  if (out.children.empty()) return fail(at_, "a term is missing here");
  return out.children.size() == 1 ? std::move(out.children.front()) : out;
}

Query::Node QueryReader::term(std::size_t depth) {
  const std::size_t begin = at_;
  if (++terms_ > Query::kMostTerms) return fail(begin, "the query has more than 64 terms");
  if (take("-")) {
    if (at_ == text_.size() || is_space(text_[at_])) return fail(begin, "a term must follow '-' at once");
    if (depth >= Query::kDeepest) return fail(at_, "more than 16 parentheses or '-' inside one another");
    Node out{.kind = Node::Kind::Not};
    out.children.push_back(term(depth + 1));
    return out;
  }
  if (take("(")) {
    Node out = any(depth + 1);
    if (!take(")")) return fail(begin, "this '(' is not closed");
    return out;
  }
  if (text_[at_] == '"') {
    Node out{.kind = Node::Kind::Text, .text = quoted()};
    if (out.text.empty()) return fail(begin, "the text is empty");
    return out;
  }
  if (take("/")) return regex();
  if (take("last:")) return last();
  if (take("ts:")) return range();
  return word();
}

std::string QueryReader::quoted() {
  const std::size_t begin = at_++;
  std::string out;
  for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    if (text_[at_] == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) ++at_;
    out += text_[at_];
  }
  if (!take("\"")) fail(begin, "this '\"' is not closed");
  return out;
}

Query::Node QueryReader::regex() {
  const std::size_t begin = at_;
  Node out{.kind = Node::Kind::Regex};
  for (; at_ < text_.size() && text_[at_] != '/'; ++at_) {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
      if (text_[at_ + 1] != '/') out.text += '\\';
      ++at_;
    }
    out.text += text_[at_];
  }
  if (!take("/")) return fail(begin - 1, "this '/' is not closed");
  out.is_any_case = take("i");
  if (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != ')') return fail(at_, "only 'i' may follow the '/'");
  if (out.text.empty()) return fail(begin, "the regular expression is empty");
  if (out.text.size() > Query::kMostPatternBytes) return fail(begin, "the regular expression is longer than 1 KiB");
  if (++patterns_ > Query::kMostPatterns) return fail(begin, "the query has more than 8 regular expressions");
  re2::RE2::Options options(re2::RE2::Quiet);
  options.set_case_sensitive(!out.is_any_case);
  options.set_max_mem(Query::kMostPatternMemory);
  auto compiled = std::make_shared<const re2::RE2>(out.text, options);
  if (compiled->error_code() == re2::RE2::ErrorPatternTooLarge)
    return fail(begin, "the regular expression is too large when compiled: repeat less");
  if (!compiled->ok())
    return fail(begin, fmt::format("RE2 does not know this regular expression: {}", compiled->error()));
  out.regex = std::move(compiled);
  return out;
}

Query::Node QueryReader::word() {
  const std::size_t begin = at_;
  const std::string_view name = bare(kSpecial);
  if (at_ < text_.size() && std::string_view("=!<>").contains(text_[at_])) return comparison(name, begin);
  if (name.empty()) return fail(begin, "a term cannot begin with this character");
  return {.kind = Node::Kind::Text, .text = std::string(name)};
}

Query::Node QueryReader::comparison(std::string_view name, std::size_t begin) {
  if (name.empty()) return fail(begin, "a field's name must stand before the comparison");
  if (name.size() > 200) return fail(begin, "the field's name is longer than 200 bytes");
  Node out{.kind = Node::Kind::Field, .name = std::string(name)};
  const std::size_t at = at_;
  if (take("="))
    out.comparison = Comparison::Equal;
  else if (take("!="))
    out.comparison = Comparison::NotEqual;
  else if (take("<"))
    out.comparison = take("=") ? Comparison::LessEqual : Comparison::Less;
  else if (take(">"))
    out.comparison = take("=") ? Comparison::GreaterEqual : Comparison::Greater;
  else
    return fail(at, "'!' must be followed by '='");
  const std::size_t value = at_;
  const bool is_quoted = at_ < text_.size() && text_[at_] == '"';
  out.text = is_quoted ? quoted() : std::string(bare("\"()"));
  if (out.text.empty() && !is_quoted) return fail(value, "a value is missing here");
  if (name == "level") {
    const auto level = level_of(out.text);
    if (!level || *level == Level::None)
      return fail(value, "is no level: take one of trace, debug, info, warn, error, fatal");
    out.kind = Node::Kind::Level;
    out.level = *level;
    return out;
  }
  out.number = parse_number(out.text);
  if (!out.number && out.comparison > Comparison::NotEqual)
    return fail(value, "only a number or a level can be compared so");
  if (name == "message") out.kind = Node::Kind::Message;
  return out;
}

std::chrono::milliseconds QueryReader::length(std::string_view text, std::size_t at) {
  const auto value = config::parse_duration(text);
  if (value && *value <= std::chrono::years(100)) return *value;
  fail(at, "is no length of time: write 90s, 15m, 2h or 7d");
  return {};
}

Query::Node QueryReader::last() {
  const std::size_t at = at_;
  return {.kind = Node::Kind::Time, .begin = now_ - length(bare("()"), at)};
}

Time QueryReader::time(std::string_view text, std::size_t at) {
  constexpr std::size_t kDate = 10;  // "2026-01-01"
  std::string whole(text);
  if (text.size() == kDate) whole += "T00:00:00";
  auto time = parse_rfc3339(whole);
  if (!time) time = parse_rfc3339(whole + "Z");
  if (time) return *time;
  fail(at, "is no time: write 2026-01-31 or 2026-01-31T08:15:00Z");
  return {};
}

Query::Node QueryReader::range() {
  Node out{.kind = Node::Kind::Time};
  const std::size_t open = at_;
  if (!take("[")) return fail(open, "ts: must be followed by '[from,to]'");
  const std::size_t end = text_.find(']', open);
  if (end == text_.npos) return fail(open, "this '[' is not closed");
  const std::string_view inside = text_.substr(at_, end - at_);
  const std::size_t comma = inside.find(',');
  if (comma == inside.npos) return fail(at_, "a ',' must stand between the two times");
  const std::string_view from = inside.substr(0, comma), to = inside.substr(comma + 1);
  const std::size_t to_at = at_ + comma + 1;
  if (from.empty() && to.empty()) return fail(at_, "one of the two times must be given");
  if (!from.empty()) out.begin = time(from, at_);
  if (to.starts_with('+')) {
    if (from.empty()) return fail(to_at, "a length needs a time before the ','");
    out.end = out.begin + length(to.substr(1), to_at);
  } else if (!to.empty()) {
    out.end = time(to, to_at);
  }
  if (!to.empty() && out.end >= std::chrono::sys_days(std::chrono::year(10'000) / 1 / 1))
    return fail(to_at, "is later than the year 9999");
  at_ = end + 1;
  return out;
}

}  // namespace tenstone::log_view
