#include "pattern.hpp"

#include <algorithm>
#include <stdexcept>

namespace tenstone::log_view {

std::size_t PatternReader::closing(std::size_t open) const {
  std::size_t depth = 0;
  for (std::size_t at = open; at < pattern_.size(); ++at) {
    depth += pattern_[at] == '(';
    if (pattern_[at] == ')' && --depth == 0) return at;
  }
  throw std::logic_error("a layout's '(' is not closed: " + std::string(pattern_));
}

// The bytes with which what stands at `at` may begin.
std::string PatternReader::firsts(std::size_t at) const {
  while (at < pattern_.size() && pattern_[at] == ')') ++at;
  if (at == pattern_.size()) return {};
  if (pattern_[at] == '(') return firsts(at + 1) + firsts(closing(at) + 1);
  return std::string(1, pattern_[at] == '{' ? ' ' : pattern_[at]);
}

void PatternReader::field(std::string_view inside) {
  using Kind = Layout::Step::Kind;
  const std::string_view name = inside.substr(inside.empty() ? 0 : 1);
  if (inside.starts_with('@')) return void(steps_.push_back({Kind::Stamp, name}));
  if (inside.starts_with('*')) return void(steps_.push_back({Kind::Rest, name}));
  if (inside.starts_with('"')) return void(steps_.push_back({name == "request" ? Kind::Request : Kind::Quoted, name}));
  const Kind kind = inside == "+" || inside == "+A" ? Kind::Level
                    : inside == "+1"                ? Kind::Letter
                    : inside == "pri"               ? Kind::Priority
                    : inside == "status"            ? Kind::Status
                                                    : Kind::Word;
  std::string ends = firsts(at_);
  const bool has_spaces = ends.contains(']');
  steps_.push_back({kind, inside, std::move(ends), has_spaces});
}

std::vector<Layout::Step> PatternReader::read() {
  std::vector<std::size_t> open;
  while (at_ < pattern_.size()) {
    if (pattern_[at_] == '(') {
      open.push_back(steps_.size());
      steps_.push_back({Layout::Step::Kind::Option, {}});
      ++at_;
    } else if (pattern_[at_] == ')') {
      steps_.at(open.back()).skip = steps_.size() - open.back() - 1;
      open.pop_back();
      ++at_;
    } else if (pattern_[at_] == '{') {
      const std::size_t begin = at_ + 1;
      at_ = pattern_.find('}', begin) + 1;
      field(pattern_.substr(begin, at_ - 1 - begin));
    } else {
      const std::size_t end = std::min(pattern_.find_first_of("({)", at_), pattern_.size());
      steps_.push_back({Layout::Step::Kind::Literal, pattern_.substr(at_, end - at_)});
      at_ = end;
    }
  }
  return std::move(steps_);
}

}  // namespace tenstone::log_view
