#include "tenstone/log_view/layout.hpp"

#include <algorithm>
#include <array>

#include "keyed.hpp"
#include "pattern.hpp"

namespace tenstone::log_view {
namespace {

constexpr std::size_t kSearchedColumns = 64;  // of a plain line
constexpr std::array<std::string_view, 6> kPlainForms{"Y-m-dTH:M:SfZ", "Y/m/d H:M:SfZ",  "d/b/Y:H:M:SZ",
                                                      "b e H:M:Sf",    "a b e H:M:Sf Y", "e b Y H:M:SfZ"};

bool is_word_byte(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool parse_plain(std::string_view line, Entry& out) {
  if (line.starts_with(' ') || line.starts_with('\t')) return false;
  out.message = line;
  const std::size_t columns = std::min(kSearchedColumns, line.size());
  for (std::size_t at = 0; at < columns; ++at) {
    if (!is_word_byte(line[at]) || (at > 0 && is_word_byte(line[at - 1]))) continue;
    for (const std::string_view form : kPlainForms) {
      if (out.stamp.is_set()) break;
      std::string_view rest = line.substr(at);
      if (Stamp stamp; read_stamp(rest, form, stamp)) out.stamp = stamp;
    }
    std::size_t end = at;
    while (end < line.size() && is_capital(line[end])) ++end;
    const bool is_word = end - at >= 4 && (end == line.size() || !is_word_byte(line[end]));
    if (is_word && out.level == Level::None) out.level = level_of(line.substr(at, end - at)).value_or(Level::None);
  }
  return true;
}

// Escape sequences of terminals (ECMA-48): CSI up to its final byte, any other ESC alone.
std::string without_colours(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] != '\x1b') {
      out += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '[') {
      for (at += 2; at < line.size() && (line[at] < '@' || line[at] > '~');) ++at;
    }
  }
  return out;
}

Level of_priority(std::string_view text) {  // RFC 5424 §6.2.1
  constexpr std::array kSeverities{Level::Fatal, Level::Fatal, Level::Fatal, Level::Error,
                                   Level::Warn,  Level::Info,  Level::Info,  Level::Debug};
  unsigned number = 0;
  for (const char c : text.substr(0, 3)) number = number * 10 + static_cast<unsigned>(c - '0');
  return kSeverities[number % 8];
}

bool matches_literal(std::string_view& line, std::string_view literal) {
  std::size_t at = 0;
  for (const char c : literal) {
    if (at >= line.size() || line[at] != c) return false;
    ++at;
    if (c == ' ')
      while (at < line.size() && line[at] == ' ') ++at;
  }
  line.remove_prefix(at);
  return true;
}

// With a backslash before a quote that belongs to it (Apache; nginx writes \x22).
bool take_quoted(std::string_view& line, std::string_view& out) {
  if (!line.starts_with('"')) return false;
  std::size_t at = line.find('"', 1);
  if (at == line.npos) return false;
  if (line.substr(0, at).contains('\\')) {
    for (at = 1; at < line.size() && line[at] != '"'; ++at)
      if (line[at] == '\\') ++at;
    if (at >= line.size()) return false;
  }
  out = line.substr(1, at - 1);
  line.remove_prefix(at + 1);
  return true;
}

// The next of `ends`, or a space unless spaces belong to the word; or the line's end.
std::size_t find_stop(std::string_view line, std::size_t from, std::string_view ends, bool spaces_belong) {
  if (ends.empty() || (ends.size() == 1 && spaces_belong))
    return std::min(line.find(ends.empty() ? ' ' : ends[0], from), line.size());
  for (; from < line.size(); ++from) {
    const char c = line[from];
    if (c == ends[0] || (c == ' ' && !spaces_belong) || (ends.size() > 1 && ends.contains(c))) break;
  }
  return from;
}

// "GET /path HTTP/1.1"; what a broken client sent is the message alone.
void read_request(std::string_view request, Entry& out) {
  out.message = request;
  const std::size_t method = request.find(' '), protocol = request.rfind(' ');
  if (method == request.npos || method == protocol) return;
  out.fields.emplace_back("method", request.substr(0, method));
  out.fields.emplace_back("path", request.substr(method + 1, protocol - method - 1));
  out.fields.emplace_back("protocol", request.substr(protocol + 1));
}

}  // namespace

Layout::Layout(std::string_view name, Kind kind, std::string_view pattern)
    : name_(name), kind_(kind), steps_(PatternReader(pattern).read()) {}

bool Layout::writes_years() const {
  const auto has_year = [](const Step& step) {
    return step.kind != Step::Kind::Stamp || step.text.find_first_of("YyE") != step.text.npos;
  };
  return kind_ != Kind::Plain && std::ranges::all_of(steps_, has_year);
}

bool Layout::parse(std::string_view line, Entry& out) const {
  out.clear();
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.find('\x1b') == line.npos) return parse_clean(line, out);
  return parse_clean(out.keep(without_colours(line)), out);
}

bool Layout::parse_clean(std::string_view line, Entry& out) const {
  switch (kind_) {
    case Kind::Json: return parse_json_line(line, out);
    case Kind::Logfmt: return parse_logfmt(line, out);
    case Kind::Plain: return parse_plain(line, out);
    case Kind::Pattern: return run(0, steps_.size(), line, out) && line.empty();
  }
  return false;
}

bool Layout::run_word(std::size_t at, std::string_view& line, Entry& out) const {
  const Step& step = steps_[at];
  const bool has_literal = at + 1 < steps_.size() && steps_[at + 1].kind == Step::Kind::Literal;
  std::size_t size = 0;
  for (;; ++size) {
    size = find_stop(line, size, step.ends, step.has_spaces);
    if (size == line.size() || (line[size] == ' ' && !step.has_spaces)) break;
    std::string_view rest = line.substr(size);
    if (!has_literal || matches_literal(rest, steps_[at + 1].text)) break;
  }
  const std::string_view word = line.substr(0, step.kind == Step::Kind::Letter ? std::min(size, std::size_t{1}) : size);
  if (word.empty()) return false;
  line.remove_prefix(word.size());
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (step.kind == Step::Kind::Level || step.kind == Step::Kind::Letter) {
    if (step.text.ends_with('A') && (word.size() < 3 || !std::ranges::all_of(word, is_capital))) return false;
    const auto level = level_of(word);
    out.level = level.value_or(Level::None);
    return level.has_value();
  }
  if (step.kind != Step::Kind::Word && (word.size() > 3 || !std::ranges::all_of(word, is_digit))) return false;
  if (step.kind == Step::Kind::Priority) out.level = of_priority(word);
  if (step.kind == Step::Kind::Status)
    out.level = word[0] == '5' ? Level::Error : word[0] == '4' ? Level::Warn : Level::Info;
  out.fields.emplace_back(step.text, word);
  return true;
}

bool Layout::run(std::size_t from, std::size_t to, std::string_view& line, Entry& out) const {
  for (std::size_t at = from; at < to; ++at) {
    const Step& step = steps_[at];
    std::string_view text;
    switch (step.kind) {
      case Step::Kind::Literal:
        if (!matches_literal(line, step.text)) return false;
        break;
      case Step::Kind::Stamp:
        if (!read_stamp(line, step.text, out.stamp)) return false;
        break;
      case Step::Kind::Level:
      case Step::Kind::Letter:
      case Step::Kind::Word:
      case Step::Kind::Priority:
      case Step::Kind::Status:
        if (!run_word(at, line, out)) return false;
        break;
      case Step::Kind::Quoted:
      case Step::Kind::Request:
        if (!take_quoted(line, text)) return false;
        out.fields.emplace_back(step.text, text);
        if (step.kind == Step::Kind::Request) read_request(text, out);
        break;
      case Step::Kind::Rest:
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        if (step.text.empty())
          out.message = line;
        else if (!line.empty())
          out.fields.emplace_back(step.text, line);
        line = {};
        break;
      case Step::Kind::Option: {
        const std::size_t fields = out.fields.size();
        std::string_view rest = line;
        if (run(at + 1, at + 1 + step.skip, rest, out))
          line = rest;
        else
          out.fields.resize(fields);
        at += step.skip;
        break;
      }
    }
  }
  return true;
}

}  // namespace tenstone::log_view
