#pragma once
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::auth {

// An address in its two forms. Two addresses are the same account when `normal` is equal. Mail goes to `normal`, never
// to what somebody typed: "İpek@" in lower case is "ipek@", and the account is whose mailbox that is. [snippet:email]
struct Email {
  std::string normal;   // in lower case, domain labels that begin with xn-- in their own letters, NFC
  std::string display;  // as it was typed, trimmed, in NFC
};
// [/snippet:email]

// Takes UTF-8 of at most 254 bytes (RFC 5321 §4.5.3.1.3, less the angle brackets), of them 64 before the @, which is a
// dot-atom (RFC 5322 §3.2.3): ASCII letters, digits and !#$%&'*+-/=?^_`{|}~ with single dots between, and letters,
// marks and digits of other scripts. Then a host name: labels of letters, digits and inner hyphens, also a single one
// ("localhost"), also an internationalised one (IDNA 2008, UTS #46).
//
// Texts that a person takes for one are one address: other case, also beyond ASCII ("Ärmel", "ärmel"), composed and
// decomposed letters, "bücher.example" and "xn--bcher-kva.example". Texts that only look like another one are refused:
// full-width and other compatibility forms, spaces of any kind inside, invisible and format characters. Letters of two
// scripts that look alike (Latin a, Cyrillic а) stay two addresses. Quoted names, comments, IP addresses and a dot at
// the end are refused. Whether mail arrives there is for a mail to find out. Error: email_invalid.
Result<Email> parse_email(std::string_view text);

}  // namespace tenstone::auth
