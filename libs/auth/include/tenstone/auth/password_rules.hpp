// Which passwords may be set. Pure.
#pragma once
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::auth {

// What an attacker tries first for this account: what stands before the @, and the words in these texts, of 4 letters
// or digits and more, without regard to the case of ASCII letters. The last label of a domain is none of them.
struct PasswordContext {
  std::string_view service;  // the name of the product: "Tenstone"
  std::string_view email;    // Email::normal of the account
};

// 15 to 256 characters (NIST SP 800-63B-4 §3.1.1.2 for a single factor) and at most 1024 bytes; what is not UTF-8
// counts by bytes. No rules on their kind. Refused are those that are guessed early:
//
// password_common: a block of fewer than 8 bytes that repeats ("abcabcabcabcabc"), and a password, or a block that
// repeats, that is made of nothing but
//   - one entry of the list of common passwords, once or several times, also with @ for a, 0 for o and the like,
//   - three and more of one character, and three and more neighbours in the alphabet, in counting or on a row of a
//     keyboard, in either direction ("aaa", "cba", "4567", "qwertz"),
//   - at most 10 other digits, spaces or punctuation marks (a date, "!").
// So "Password-2024-Password" is refused. Two words of the list are not ("monkey dragon 1984"), nor are 15 random
// digits.
//
// password_context: the same with words of the context, any number of them, beside the one entry; or more than half of
// the password is such words ("mia.member.for.ever" for mia.member@example.com). A long sentence may name them.
//
// A password of more than 64 bytes that does not repeat is neither. Takes 30 µs, at most 1 ms, and no heap memory.
// Errors: password_too_short, password_too_long, password_common, password_context.
Result<void> check_password(std::string_view password, const PasswordContext& context);

// The first two of these rules alone. Errors: password_too_short, password_too_long.
Result<void> check_length(std::string_view password);

}  // namespace tenstone::auth
