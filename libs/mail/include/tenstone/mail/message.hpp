// A mail as it goes over the wire (RFC 5322): plain text, UTF-8. Pure.
#pragma once
#include <string>
#include <string_view>

#include "tenstone/core/clock.hpp"
#include "tenstone/mail/address.hpp"

namespace tenstone::mail {

struct Message {
  Mailbox from;
  Address to;
  std::string subject, text;
  std::string id;  // of Message-ID, without angle brackets; an address in form
  Time date;
};

// The same bytes for the same Message. Lines end with CRLF. Headers hold nothing that `subject` or a name could have
// broken out with: what is not short printable ASCII is in encoded words (RFC 2047). A body of printable ASCII whose
// lines end with LF, not with a blank, and have at most 998 characters goes as it is, so that a link in a mail that
// lies in a folder can be copied. Any other is quoted-printable (RFC 2045 §6.7): each of its lines has at most 76
// characters of ASCII. CRLF, LF and CR in `text` are line ends, and the last line has one.
std::string to_wire(const Message& message);

// ---- Its parts.
std::string quoted_printable(std::string_view text);
// The value of a header. A line of it that has encoded words is at most 63 characters long.
std::string header_text(std::string_view text);

}  // namespace tenstone::mail
