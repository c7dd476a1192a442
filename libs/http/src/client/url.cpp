#include "tenstone/http/url.hpp"

#include <algorithm>
#include <charconv>

#include "tenstone/http/field.hpp"

namespace tenstone::http {
namespace {

constexpr std::size_t kMaxNameBytes = 253, kMaxLabelBytes = 63;  // RFC 1035 §2.3.4

Error refused_url(const std::string& why) { return Error(kUrlInvalid, "The URL " + why); }

bool is_url_digit(char c) { return c >= '0' && c <= '9'; }
bool is_url_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_url_hex(char c) { return is_url_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
// RFC 3986 §3.3, pchar and "/", without escapes.
bool is_path_character(char c) {
  return is_url_digit(c) || is_url_letter(c) || std::string_view("-._~!$&'()*+,;=:@/").contains(c);
}

// Forms that WHATWG's URL standard reads as IPv4 because their last label is a number: "0x7f.1", "2130706433", "1.2.3".
bool ends_in_a_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (std::ranges::all_of(last, is_url_digit)) return true;
  return last.starts_with("0x") && std::ranges::all_of(last.substr(2), is_url_hex);
}

Result<void> check_label(std::string_view label) {
  if (label.empty()) return refused_url("has a host with an empty label; write it without two dots or a dot at an end");
  if (label.size() > kMaxLabelBytes) return refused_url("has a host with a label of more than 63 characters");
  if (label.front() == '-' || label.back() == '-')
    return refused_url("has a host with a label that begins or ends with a hyphen");
  if (label.front() == '_') return refused_url("has a host with a label that begins with an underscore");
  const auto good = [](char c) { return is_url_digit(c) || is_url_letter(c) || c == '-' || c == '_'; };
  if (!std::ranges::all_of(label, good))
    return refused_url("has a host with a character that no host name has; only letters, digits, hyphens and dots");
  return {};
}

// What is wrong wherever it stands. Browsers drop or convert these characters, other parsers do not.
Result<void> check_bytes(std::string_view text) {
  if (text.empty()) return refused_url("is empty");
  if (text.size() > Url::kMaxBytes) return refused_url("is longer than 2048 bytes");
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) return refused_url("holds a control character");
    if (c == ' ') return refused_url("holds a blank; write %20");
    if (c == '\\') return refused_url("holds a backslash; write / or %5C");
  }
  return {};
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_dot_segment(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    const bool escaped = equal_ignoring_case(segment.substr(0, 3), "%2e");
    if (!escaped && segment.front() != '.') return false;
    segment.remove_prefix(escaped ? 3 : 1);
    ++dots;
  }
  return dots == 1 || dots == 2;
}

Result<void> check_segments(std::string_view path) {
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const std::string_view segment = path.substr(0, path.find('/'));
    if (is_dot_segment(segment)) return refused_url("has a path with the segment \".\" or \"..\"; write what it means");
    path.remove_prefix(segment.size());
  }
  return {};
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (auto good = check_bytes(text); !good) return good.error();
  Url url;
  const auto colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  url.tls_ = equal_ignoring_case(scheme, "https");
  if (colon == text.npos || (!url.tls_ && !equal_ignoring_case(scheme, "http")) ||
      !text.substr(colon).starts_with("://"))
    return refused_url("must begin with https:// or http://");
  std::string_view rest = text.substr(colon + 3);
  rest = rest.substr(0, rest.find('#'));
  const auto slash = std::min(rest.find_first_of("/?"), rest.size());
  if (auto good = url.read_authority(rest.substr(0, slash)); !good) return good.error();
  if (auto good = url.read_target(rest.substr(slash)); !good) return good.error();
  return url;
}

Result<void> Url::read_authority(std::string_view text) {
  if (text.contains('@'))
    return refused_url("holds a user name or password before the host; remove what stands before @");
  if (!is_ascii(text)) return refused_url("has a host that is not ASCII; write its xn-- form");
  if (text.contains('%')) return refused_url("has an escape in its host");
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos) return refused_url("has an opening bracket that nothing closes");
    if (auto good = read_address(text.substr(1, end - 1)); !good) return good;
    return read_port(text.substr(end + 1));
  }
  const auto colon = std::min(text.find(':'), text.size());
  if (text.find(':', std::min(colon + 1, text.size())) != text.npos)
    return refused_url("has more than one colon in its host; write an IPv6 address in brackets");
  if (auto good = read_name(text.substr(0, colon)); !good) return good;
  return read_port(text.substr(colon));
}

Result<void> Url::read_address(std::string_view text) {
  address_ = text.contains(':') ? IpAddress::parse(text) : std::nullopt;
  if (!address_) return refused_url("has no IPv6 address between its brackets");
  if (address_->is_v4()) return refused_url("has an IPv4 address that is written as IPv6; write 192.0.2.1");
  host_ = to_string(*address_);
  return {};
}

Result<void> Url::read_name(std::string_view text) {
  if (text.empty()) return refused_url("has no host");
  if (text.size() > kMaxNameBytes) return refused_url("has a host of more than 253 characters");
  host_ = text;
  for (char& c : host_)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 0x20);
  for (std::string_view left = host_;;) {
    const auto dot = left.find('.');
    if (auto good = check_label(left.substr(0, dot)); !good) return good;
    if (dot == left.npos) break;
    left.remove_prefix(dot + 1);
  }
  if (!ends_in_a_number(host_)) return {};
  address_ = IpAddress::parse(host_);
  if (!address_) return refused_url("has a host that ends in a number and is no IPv4 address; write 192.0.2.1");
  return {};
}

Result<void> Url::read_port(std::string_view text) {
  port_ = tls_ ? 443 : 80;
  if (text.empty()) return {};
  const std::string_view digits = text.substr(1);
  const bool plain = text.front() == ':' && !digits.empty() && std::ranges::all_of(digits, is_url_digit);
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port_);
  if (!plain || error != std::errc() || digits.front() == '0')
    return refused_url("has no port from 1 to 65535 behind its host");
  return {};
}

Result<void> Url::read_target(std::string_view text) {
  if (!is_ascii(text)) return refused_url("holds a character that is not ASCII; write its %-escape");
  const auto query = std::min(text.find('?'), text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size() || !is_url_hex(text[i + 1]) || !is_url_hex(text[i + 2]))
        return refused_url("holds a % that two hexadecimal digits do not follow; write %25");
    } else if (!is_path_character(c) && !(i >= query && std::string_view("?[]").contains(c))) {
      return refused_url("holds the character " + std::string(1, c) + ", which must be written as its %-escape");
    }
  }
  if (auto good = check_segments(text.substr(0, query)); !good) return good;
  target_ = text.starts_with('/') ? std::string(text) : "/" + std::string(text);
  return {};
}

std::string Url::authority() const {
  std::string text = address_ && !address_->is_v4() ? "[" + host_ + "]" : host_;
  if (port_ != (tls_ ? 443 : 80)) text += ":" + std::to_string(port_);
  return text;
}

std::string Url::text() const { return (tls_ ? "https://" : "http://") + authority() + target_; }

}  // namespace tenstone::http
