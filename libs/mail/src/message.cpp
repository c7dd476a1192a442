#include "tenstone/mail/message.hpp"

#include <algorithm>
#include <fmt/chrono.h>

namespace tenstone::mail {
namespace {

constexpr std::size_t kMostBodyColumns = 75;  // before the '=' of a soft line break
constexpr std::size_t kMostLine = 998;        // RFC 5322 §2.1.1
constexpr std::size_t kMostPlainBytes = 60;   // of a header's value that is left as it is
constexpr std::size_t kMostWordBytes = 50;    // inside of an encoded word, whose frame takes 12 of its 75
constexpr std::string_view kWordBegin = "=?utf-8?q?", kWordEnd = "?=";

bool printable(char c) { return c >= ' ' && c <= '~'; }

std::string escaped(char c) { return fmt::format("={:02X}", static_cast<unsigned char>(c)); }

// RFC 2047 §5: what may stand in an encoded word anywhere, in a name too.
std::string word_part(char c) {
  const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                     c == '!' || c == '*' || c == '+' || c == '/';
  if (plain) return std::string(1, c);
  return c == ' ' ? "_" : escaped(c);
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool stays_plain(std::string_view text) {
  return text.size() <= kMostPlainBytes && std::ranges::all_of(text, printable) && !text.starts_with(' ') &&
         !text.ends_with(' ') && text.find("=?") == std::string_view::npos;
}

std::string from_header(const Mailbox& from) {
  if (from.name.empty()) return from.address.text();
  if (!stays_plain(from.name)) return fmt::format("{}\r\n <{}>", header_text(from.name), from.address.text());
  std::string quoted;
  for (const char c : from.name) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("\"{}\" <{}>", quoted, from.address.text());
}

}  // namespace

std::string header_text(std::string_view text) {
  if (stays_plain(text)) return std::string(text);
  std::string out(kWordBegin);
  std::size_t used = 0;
  while (!text.empty()) {
    std::size_t length = 1;  // of one character: a word holds whole ones (RFC 2047 §5)
    while (length < 4 && length < text.size() && continues(text[length])) ++length;
    std::string part;
    for (const char c : text.substr(0, length)) part += word_part(c);
    text.remove_prefix(length);
    if (used + part.size() > kMostWordBytes) {
      out += fmt::format("{}\r\n {}", kWordEnd, kWordBegin);
      used = 0;
    }
    used += part.size();
    out += part;
  }
  return out.append(kWordEnd);
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view part) {
    if (column + part.size() > kMostBodyColumns) {
      out += "=\r\n";
      column = 0;
    }
    out += part;
    column += part.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' || c == '\n') {
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool last = i + 1 == text.size() || text[i + 1] == '\r' || text[i + 1] == '\n';
    const bool plain = c == ' ' || c == '\t' ? !last : printable(c) && c != '=';
    put(plain ? std::string(1, c) : escaped(c));
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out;
}

bool fits_7bit(std::string_view text) {
  std::size_t column = 0;
  for (const char c : text) {
    column = c == '\n' ? 0 : column + 1;
    if (!(printable(c) || c == '\n') || column > kMostLine) return false;
  }
  return text.ends_with('\n') && text.find(" \n") == text.npos;  // who passes it on may trim blanks
}

std::string as_lines(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

std::string to_wire(const Message& message) {
  const bool plain = fits_7bit(message.text);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(message.date);
  return fmt::format(
      "Date: {:%a, %d %b %Y %H:%M:%S} +0000\r\n"
      "From: {}\r\n"
      "To: {}\r\n"
      "Message-ID: <{}>\r\n"
      "Subject: {}\r\n"
      "MIME-Version: 1.0\r\n"
      "Content-Type: text/plain; charset=utf-8\r\n"
      "Content-Transfer-Encoding: {}\r\n"
      "Auto-Submitted: auto-generated\r\n"  // RFC 3834: nobody's absence note answers it
      "\r\n{}",
      fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), from_header(message.from), message.to.text(),
      message.id, header_text(message.subject), plain ? "7bit" : "quoted-printable",
      plain ? as_lines(message.text) : quoted_printable(message.text));
}

}  // namespace tenstone::mail
