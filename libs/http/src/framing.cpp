#include <algorithm>
#include <charconv>

#include "head.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::http {
namespace {

struct Seen {
  int hosts = 0, lengths = 0;
  std::string_view length;
  bool coded = false, chunked = false, unknown_coding = false, bad_coding = false;
  bool close = false, keep_alive = false, unknown_expectation = false, expects_continue = false;
};

void see_coding(std::string_view coding, Seen& seen) {
  if (equal_ignoring_case(coding, "chunked"))
    (seen.chunked ? seen.bad_coding : seen.chunked) = true;
  else
    (coding.empty() ? seen.bad_coding : seen.unknown_coding) = true;
}

void see(const Field& field, Seen& seen) {
  const auto is = [&](std::string_view name) { return equal_ignoring_case(field.name, name); };
  switch (field.name.size()) {
    case 4:
      if (is("Host")) ++seen.hosts;
      break;
    case 6:
      if (is("Expect"))
        (equal_ignoring_case(field.value, "100-continue") ? seen.expects_continue : seen.unknown_expectation) = true;
      break;
    case 10:
      if (is("Connection"))
        for_each_in_list(field.value, [&](std::string_view word) {
          seen.close = seen.close || equal_ignoring_case(word, "close");
          seen.keep_alive = seen.keep_alive || equal_ignoring_case(word, "keep-alive");
        });
      break;
    case 14:
      if (is("Content-Length")) ++seen.lengths, seen.length = field.value;
      break;
    case 17:
      if (is("Transfer-Encoding")) {
        seen.coded = true;
        for_each_in_list(field.value, [&](std::string_view coding) { see_coding(coding, seen); });
      }
      break;
    default: break;
  }
}

// host [":" port], RFC 3986 §3.2: a name, IPv4 or "[" IPv6 "]", without user information.
bool is_authority(std::string_view text) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == text.npos || end == 1) return false;
    const auto inside = text.substr(1, end - 1);
    if (!std::ranges::all_of(inside, [](char c) { return std::string_view("0123456789abcdefABCDEF:.").contains(c); }))
      return false;
    port = text.substr(end + 1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    const auto name = text.substr(0, colon);
    if (name.empty() || !std::ranges::all_of(name, [](char c) {
          return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                 std::string_view("-._~!$&'()*+;=%").contains(c);
        }))
      return false;
    port = text.substr(colon);
  }
  if (port.empty()) return true;
  port.remove_prefix(1);
  return text[text.size() - port.size() - 1] == ':' && port.size() <= 5 &&
         std::ranges::all_of(port, [](char c) { return c >= '0' && c <= '9'; });
}

Result<void> check_host(Head& head, int hosts) {
  if (hosts > 1 || (hosts == 0 && head.minor == 1)) return Error(kMalformedRequest, "Exactly one Host field is needed");
  for (Field& field : head.fields)
    if (equal_ignoring_case(field.name, "Host") && !is_authority(field.value))
      return Error(kMalformedRequest, "Host is not a host and port");

  const auto scheme_end = head.target.find("://");
  if (head.target.starts_with('/') || scheme_end == head.target.npos) {
    if (head.target == "*" ? head.method != Method::Options : !head.target.starts_with('/'))
      return Error(kMalformedRequest, "The target is neither a path nor an http address");
    return {};
  }
  const std::string_view scheme = head.target.substr(0, scheme_end);
  if (!equal_ignoring_case(scheme, "http") && !equal_ignoring_case(scheme, "https"))
    return Error(kMalformedRequest, "The target is neither a path nor an http address");
  const std::string_view rest = head.target.substr(scheme_end + 3);
  const auto path = std::min(rest.find_first_of("/?#"), rest.size());
  if (!is_authority(rest.substr(0, path))) return Error(kMalformedRequest, "The target's host is not a host and port");
  for (Field& field : head.fields)
    if (equal_ignoring_case(field.name, "Host")) field.value = rest.substr(0, path);
  head.target = rest.substr(path);
  if (head.target.empty()) head.target = "/";
  if (!head.target.starts_with('/')) return Error(kMalformedRequest, "An absolute target needs a path");
  return {};
}

Result<void> check_body(const Head& head, const Seen& seen, Framing& framing) {
  if (seen.coded) {
    if (seen.lengths > 0) return Error(kMalformedRequest, "Content-Length and Transfer-Encoding exclude each other");
    if (head.minor == 0) return Error(kMalformedRequest, "HTTP/1.0 knows no Transfer-Encoding");
    if (seen.unknown_coding)
      return Error(kNotImplemented, "The only transfer coding that this server knows is chunked");
    if (seen.bad_coding || !seen.chunked) return Error(kMalformedRequest, "Transfer-Encoding must be chunked, once");
    framing.kind = Framing::Kind::Chunked;
    return {};
  }
  if (seen.lengths == 0) return {};
  const char* end = seen.length.data() + seen.length.size();
  const auto [stop, error] = std::from_chars(seen.length.data(), end, framing.length);
  if (seen.lengths > 1 || seen.length.empty() || stop != end || error != std::errc())
    return Error(kMalformedRequest, "Content-Length must be one number");
  if (framing.length > 0) framing.kind = Framing::Kind::Length;
  return {};
}

}  // namespace

Result<Framing> check_framing(Head& head) {
  Seen seen;
  for (const Field& field : head.fields) see(field, seen);
  if (auto good = check_host(head, seen.hosts); !good) return good.error();
  Framing framing;
  if (auto good = check_body(head, seen, framing); !good) return good.error();
  if (seen.unknown_expectation) return Error(kExpectationFailed);
  framing.keep_alive = !seen.close && (head.minor == 1 || seen.keep_alive);
  framing.expects_continue = seen.expects_continue && head.minor == 1 && framing.kind != Framing::Kind::None;
  return framing;
}

}  // namespace tenstone::http
