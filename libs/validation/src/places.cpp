// Where the issues of a JSON text stand in it.
#include <algorithm>
#include <span>

#include "tenstone/validation/issues.hpp"
#include "tenstone/validation/json_fault.hpp"

namespace tenstone::validation {
namespace {

// An issue on its way down: `rest` is what its pointer has below the value that is walked.
struct Sought {
  Issue* issue;
  std::string_view rest;
  std::size_t* place;
};

// The first token of a pointer, with ~0 and ~1 as they stand. "/a/b": "a".
std::string_view first_token(std::string_view pointer) { return pointer.substr(1, pointer.find('/', 1) - 1); }

std::string pointer_token(std::string_view key) {
  const At root;
  return At{&root, key}.pointer().substr(1);
}

// `raw` is a string with its quotes.
std::string unescaped(std::string_view raw) {
  std::string out(raw.substr(1, raw.size() - 2));
  if (!out.contains('\\')) return out;
  const ReaderPtr reader = open_json('[' + std::string(raw) + ']');
  if (reader->enter_array() && reader->next_item()) (void)reader->string(out);
  return out;
}

// Relies on a text that is JSON, not deeper than kMaxDepth. Each walk moves behind its value.
class PlaceFinder {
 public:
  explicit PlaceFinder(std::string_view text) : text_(text) {}

  void walk(std::span<const Sought> sought) {
    space();
    for (const Sought& each : sought) *each.place = at_;
    if (text_[at_] == '{')
      object(sought);
    else if (text_[at_] == '[')
      array(sought);
    else
      scalar();
  }

 private:
  void space() { at_ = text_.find_first_not_of(" \t\r\n", at_); }
  std::string_view string() {
    const std::size_t begin = at_++;
    while (text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    return text_.substr(begin, ++at_ - begin);
  }
  void scalar() {
    if (text_[at_] == '"')
      string();
    else
      at_ = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
  }
  // Behind a value in a container: whether another one follows; else the end is behind us.
  bool more() {
    space();
    return text_[at_++] == ',';
  }
  bool enter(char closing) {
    ++at_;
    space();
    if (text_[at_] != closing) return true;
    ++at_;
    return false;
  }

  void object(std::span<const Sought> sought) {
    std::vector<bool> seen(sought.size());
    if (!enter('}')) return;
    do {
      space();
      const std::size_t begin = at_;
      const std::string_view raw = string();
      space();
      ++at_;  // ':'
      std::vector<Sought> below;
      const std::string token = sought.empty() ? "" : pointer_token(unescaped(raw));
      for (std::size_t i = 0; i < sought.size(); ++i) {
        const Sought& each = sought[i];
        if (each.rest.empty() || first_token(each.rest) != token) continue;
        const std::string_view rest = each.rest.substr(1 + token.size());
        const bool is_key =
            rest.empty() && (each.issue->code == "unknown_key" || (each.issue->code == "duplicate_key" && seen[i]));
        if (is_key)
          *each.place = begin;
        else if (!seen[i])
          below.push_back({each.issue, rest, each.place});  // of a key that is repeated the first value was read
        seen[i] = true;
      }
      walk(below);
    } while (more());
  }
  void array(std::span<const Sought> sought) {
    if (!enter(']')) return;
    std::size_t index = 0;
    do {
      std::vector<Sought> below;
      const std::string token = sought.empty() ? "" : std::to_string(index);
      for (const Sought& each : sought)
        if (!each.rest.empty() && first_token(each.rest) == token)
          below.push_back({each.issue, each.rest.substr(1 + token.size()), each.place});
      walk(below);
      ++index;
    } while (more());
  }

  const std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

void add_places(std::string_view text, std::vector<Issue>& issues) {
  if (issues.empty()) return;
  std::vector<std::size_t> places(issues.size());
  std::vector<Sought> sought;
  for (std::size_t i = 0; i < issues.size(); ++i) sought.push_back({&issues[i], issues[i].pointer, &places[i]});
  PlaceFinder(text).walk(sought);
  for (std::size_t i = 0; i < issues.size(); ++i) {
    const TextPosition at = position_in(text, places[i]);
    issues[i].line = static_cast<std::uint32_t>(at.line);
    issues[i].column = static_cast<std::uint32_t>(at.column);
  }
}

}  // namespace tenstone::validation
