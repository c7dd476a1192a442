// What a program writes to stdout and stderr. A terminal obeys control characters, and a line break in a caller's text
// forges a line of the program. So every text that is put into a format is escaped, and every print of libs/, apps/ and
// projects/ goes through here (tools/lint-layers looks for others):
//
//   console::print("{:20}  {}\n", action.name, action.summary);
//   console::print("{}", console::Lines(document));  // a text of several lines: its line breaks stay
//
// A value in a format is a text or a number. Nothing here blocks longer than the terminal or the pipe does.
#pragma once
#include <concepts>
#include <cstdio>
#include <fmt/core.h>
#include <string>
#include <string_view>
#include <type_traits>

namespace tenstone::console {

// `text` in one line that no terminal obeys. A line break becomes "\n", a carriage return "\r", any other control
// character and what changes the direction of writing "\u001b", a byte that is not UTF-8 "\xff". Tabs stay.
std::string printable(std::string_view text);
// The same, but line breaks stay. JSON in UTF-8 stays JSON, and means the same.
std::string printable_lines(std::string_view text);

// A text whose line breaks stay.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(printable_lines(text)) {}
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

template <class T>
auto shown(const T& value) {
  if constexpr (std::same_as<T, Lines>)
    return value.text();
  else if constexpr (std::convertible_to<const T&, std::string_view>)
    return printable(value);
  else {
    static_assert(std::is_arithmetic_v<T> && !std::same_as<T, char>,
                  "format it as a text first: to_string(), fmt::format()");
    return value;
  }
}
template <class T>
using Shown = decltype(shown(std::declval<const T&>()));

// fmt::format() with every text escaped.
template <class... T>
std::string format(fmt::format_string<Shown<T>...> format, const T&... values) {
  return fmt::format(format, shown(values)...);
}

// Writes `text` as it is, with the colours of this program: each foreign text in it must be printable. False: it could
// not be written, and errno says why. A reader of a pipe that has gone is one of the reasons.
bool write(std::FILE* to, std::string_view text);

// Throws std::system_error if it cannot be written.
void must_write(std::FILE* to, std::string_view text);

template <class... T>
void print(fmt::format_string<Shown<T>...> format, const T&... values) {
  must_write(stdout, fmt::format(format, shown(values)...));
}
// To stderr, where a failure has no one to hear of it.
template <class... T>
void print_error(fmt::format_string<Shown<T>...> format, const T&... values) {
  static_cast<void>(write(stderr, fmt::format(format, shown(values)...)));
}

}  // namespace tenstone::console
