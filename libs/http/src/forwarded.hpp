// What proxies write about a hop. Pure; the views point into what was given.
#pragma once
#include <optional>
#include <string_view>

#include "tenstone/http/ip_address.hpp"

namespace tenstone::http {

// "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80"; the port may be an obfuscated one
// (RFC 7239 §6.3). Nothing for "unknown", "_hidden" and what is malformed.
std::optional<IpAddress> parse_hop(std::string_view text);

// The address in an element of Forwarded: `for="[2001:db8::1]:80";proto=https`. Nothing when it has no `for`, two of
// them, or one that parse_hop() does not take.
std::optional<IpAddress> forwarded_for(std::string_view element);

// The length of the quoted string that `text` begins with, both quotes included; 0: it does not end.
constexpr std::size_t quoted_length(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return 0;
}

// Calls each(element) for the elements of a Forwarded line. Commas between quotes divide nothing; behind a quote that
// nobody closes all is one element.
template <class Each>
void for_each_forwarded(std::string_view line, Each each) {
  std::size_t begin = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == ',') {
      each(line.substr(begin, i - begin));
      begin = i + 1;
    } else if (line[i] == '"') {
      const std::size_t length = quoted_length(line.substr(i));
      if (length == 0) break;
      i += length - 1;
    }
  }
  each(line.substr(begin));
}

}  // namespace tenstone::http
