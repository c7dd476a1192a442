// The forms of log lines that are known.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/log_view/entry.hpp"

namespace tenstone::log_view {

class Layout {
 public:
  // Reads one line, without its end, into `out`: stamp, level, message and fields; `out` is cleared before, and its
  // views lead into `line`, which must live as long. Terminal colours are taken out first. false: the line has another
  // layout; `out` is unspecified then. No allocation beyond the fields' vector unless the line has colours or escapes.
  bool parse(std::string_view line, Entry& out) const;

  std::string_view name() const { return name_; }  // "combined", "json", "plain"
  bool writes_years() const;                       // false: its times may have none

 private:
  friend const std::vector<Layout>& layouts();
  friend class PatternReader;
  // A step of a pattern (layouts.cpp has the notation).
  struct Step {
    enum class Kind : std::uint8_t {
      Literal,
      Stamp,
      Level,
      Letter,
      Word,
      Priority,
      Status,
      Quoted,
      Request,
      Rest,
      Option
    };
    Kind kind;
    std::string_view text;    // of Literal; the form of Stamp; otherwise the field's name
    std::string ends = {};    // of a word: the bytes that may follow it; none: it ends at a space
    bool has_spaces = false;  // of a word: it does not end at one
    std::size_t skip = 0;     // of Option: how many steps it covers
  };
  enum class Kind : std::uint8_t { Pattern, Json, Logfmt, Plain };

  Layout(std::string_view name, Kind kind, std::string_view pattern);
  bool parse_clean(std::string_view line, Entry& out) const;
  bool run(std::size_t from, std::size_t to, std::string_view& line, Entry& out) const;
  bool run_word(std::size_t at, std::string_view& line, Entry& out) const;

  std::string_view name_;
  Kind kind_;
  std::vector<Step> steps_;
};

// All of them: the special ones before the general ones, "plain" at the end.
const std::vector<Layout>& layouts();
const Layout* find_layout(std::string_view name);  // nullptr: there is none
// Any text. A line that begins with white space belongs to the entry before; any other begins an entry. A time is
// looked for in the first 64 columns, a level in capital letters too.
const Layout& plain_layout();

}  // namespace tenstone::log_view
