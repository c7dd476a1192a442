#pragma once
#include <string>
#include <string_view>

namespace tenstone::log_view {

inline constexpr std::string_view kRedacted = "[redacted]";

// The bytes with secrets replaced by kRedacted: tokens behind "Bearer" and its like, passwords in URLs, values of names
// such as password, api_key and client_secret (as name=value, "name": "value" or "name: value"), AWS access keys, JSON
// web tokens, tokens of GitHub and Slack, private keys in PEM with all their lines, and lines that are nothing but 64
// characters of base64, which are what a key's inner line looks like alone. What is no UTF-8 stays as it is.
//
// Takes whole lines, or entries of several: a secret that a line's cut divides may be missed. Linear in the text (RE2);
// nothing blocks. Safe on every thread at once.
std::string redact(std::string_view bytes);

}  // namespace tenstone::log_view
