// The URL of a request that this process sends. It is read strictly, because members enter such URLs: a text that two
// parsers could read as two hosts is refused, never repaired.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/http/ip_address.hpp"

namespace tenstone::http {

inline const ErrorCode kUrlInvalid{ErrorKind::Invalid, "url_invalid", "The URL is not one that can be requested"};

class Url {
 public:
  static constexpr std::size_t kMaxBytes = 2048;

  // Error: url_invalid; its message says what is wrong and how to write it.
  //
  // Accepted: http and https; a host name, a dotted IPv4 address in its canonical form or an IPv6 address in brackets;
  // a port from 1 to 65535; a path and a query of the characters of RFC 3986 (and "[]" in the query). The scheme and
  // the host become lower case; a fragment is dropped.
  // Refused: user information, other forms of IPv4 (0x7f.1, 2130706433, 0177.0.0.1), IPv4 written as IPv6, zones, names
  // that are not ASCII (their xn-- form is accepted), empty labels and the dot at the end, backslashes, blanks, control
  // characters, bad escapes, the segments "." and "..", more than kMaxBytes.
  static Result<Url> parse(std::string_view text);

  bool tls() const { return tls_; }
  // Lower case; an IPv6 address in its canonical form, without brackets.
  const std::string& host() const { return host_; }
  // The host, when it is an address.
  const std::optional<IpAddress>& address() const { return address_; }
  unsigned short port() const { return port_; }
  // The path and the query, as they were written: "/a?b=c". Never empty.
  const std::string& target() const { return target_; }
  // The value of the Host header: "example.com", "example.com:8443", "[2001:db8::1]".
  std::string authority() const;
  // The whole URL in one form for all of its spellings: "https://example.com/a?b=c".
  std::string text() const;

  friend bool operator==(const Url&, const Url&) = default;

 private:
  Url() = default;
  Result<void> read_authority(std::string_view text);
  Result<void> read_address(std::string_view text);
  Result<void> read_name(std::string_view text);
  Result<void> read_port(std::string_view text);
  Result<void> read_target(std::string_view text);

  bool tls_ = false;
  std::string host_, target_;
  std::optional<IpAddress> address_;
  unsigned short port_ = 0;
};

}  // namespace tenstone::http
