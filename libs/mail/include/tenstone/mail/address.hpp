// Addresses, as a mail's headers and its envelope have them. Pure.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tenstone::mail {

// "mia@example.com". What was parsed can stand in a header and in an SMTP command as it is: at most 254 bytes (RFC 5321
// §4.5.3.1.3, less the angle brackets), something on both sides of its last @, and no space, control character, quote
// or any of ()<>[]:;,\ in it. Other bytes are allowed (RFC 6531).
class Address {
 public:
  static std::optional<Address> parse(std::string_view text);
  const std::string& text() const { return text_; }
  std::string_view domain() const;

 private:
  explicit Address(std::string_view text) : text_(text) {}
  std::string text_;
};

// Whose mail it is: "Acme <no-reply@acme.example>", or an address alone.
struct Mailbox {
  std::string name;
  Address address;
};
std::optional<Mailbox> parse_mailbox(std::string_view text);

}  // namespace tenstone::mail
