#include "tenstone/core/console.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace tenstone::console {
namespace {

unsigned byte_at(std::string_view text, std::size_t i) {
  return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
}

// The length of the well-formed UTF-8 sequence at the start of `text` (Unicode 15, table 3-7); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
  const unsigned first = byte_at(text, 0), second = byte_at(text, 1);
  const auto continues = [&](std::size_t i) { return (byte_at(text, i) & 0xC0U) == 0x80; };
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4 || !continues(1)) return 0;
  if (first < 0xE0) return 2;
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_outside = (first == 0xED && second > 0x9F) || (first == 0xF4 && second > 0x8F);  // of Unicode
  if (is_overlong || is_outside || !continues(2)) return 0;
  if (first < 0xF0) return 3;
  return continues(3) ? 4 : 0;
}

// The code point of a well-formed sequence; that of 4 bytes is never obeyed, and is 0xFFFF here.
unsigned code_point(std::string_view sequence) {
  if (sequence.size() == 1) return byte_at(sequence, 0);
  if (sequence.size() == 2) return ((byte_at(sequence, 0) & 0x1FU) << 6) | (byte_at(sequence, 1) & 0x3FU);
  if (sequence.size() > 3) return 0xFFFFU;
  return ((byte_at(sequence, 0) & 0x0FU) << 12) | ((byte_at(sequence, 1) & 0x3FU) << 6) |
         (byte_at(sequence, 2) & 0x3FU);
}

// C0 and C1, the separators of lines and paragraphs, and the controls of bidirectional text, which show a text in
// another order than it has (Unicode Technical Report 36, §2.7.1; CVE-2021-42574).
bool is_obeyed(unsigned c) {
  if (c == '\t') return false;
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::string escaped(unsigned c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  return fmt::format("\\u{:04x}", c);
}

std::string escape(std::string_view text, bool keeps_lines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const std::string_view sequence = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0)
      out += fmt::format("\\x{:02x}", byte_at(sequence, 0));
    else if (const unsigned c = code_point(sequence); is_obeyed(c) && !(keeps_lines && c == '\n'))
      out += escaped(c);
    else
      out += sequence;
    text.remove_prefix(sequence.size());
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) { return escape(text, false); }

std::string printable_lines(std::string_view text) { return escape(text, true); }

bool write(std::FILE* to, std::string_view text) { return std::fwrite(text.data(), 1, text.size(), to) == text.size(); }

void must_write(std::FILE* to, std::string_view text) {
  if (!write(to, text)) throw std::system_error(errno, std::generic_category(), "cannot write");
}

}  // namespace tenstone::console
