// Any bytes as sender, recipient, subject and text, a line each and the rest: what is an address goes into a message,
// which reads back as it was and has no header but its own.
#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "../tests/decoded.hpp"
#include "tenstone/mail/message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tenstone::mail;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const auto part = [&] {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return line;
  };
  const auto from = parse_mailbox(part());
  const auto to = Address::parse(part());
  const std::string subject(part());
  if (!from || !to) return 0;
  const std::string wire =
      to_wire({.from = *from, .to = *to, .subject = subject, .text = std::string(rest), .id = "1@x", .date = {}});
  if (header_names(wire) != kHeaderNames) std::abort();
  for (const std::string_view line : lines_of(wire))
    if (line.size() > 998) std::abort();  // RFC 5322 §2.1.1
  const std::size_t body = wire.find("\r\n\r\n");
  const std::string_view sent = std::string_view(wire).substr(body + 4);
  const bool plain = wire.find("\r\nContent-Transfer-Encoding: 7bit\r\n") < body;
  if ((plain ? with_line_ends(sent) : decoded_body(sent)) != with_line_ends(rest)) std::abort();
  if (decoded_header(header_text(subject)) != subject) std::abort();
  return 0;
}
