#include <algorithm>
#include <llhttp.h>

#include "head.hpp"
#include "tenstone/http/errors.hpp"

static_assert(LLHTTP_STRICT_MODE == 1, "llhttp must be strict in every unit that sees its header");

namespace tenstone::http {
namespace {

Head& head_of(llhttp_t* parser) { return *static_cast<Head*>(parser->data); }

int on_url(llhttp_t* parser, const char* at, std::size_t size) {
  head_of(parser).target = {at, size};
  return 0;
}
int on_field(llhttp_t* parser, const char* at, std::size_t size) {
  head_of(parser).fields.push_back({{at, size}, {}});
  return 0;
}
int on_value(llhttp_t* parser, const char* at, std::size_t size) {
  std::string_view value(at, size);
  while (value.ends_with(' ') || value.ends_with('\t')) value.remove_suffix(1);
  head_of(parser).fields.back().value = value;
  return 0;
}
int on_headers_complete(llhttp_t*) { return HPE_PAUSED; }  // bodies are not llhttp's business here

const llhttp_settings_t& settings() {
  static const llhttp_settings_t kSettings = [] {
    llhttp_settings_t made;
    llhttp_settings_init(&made);
    made.on_url = on_url;
    made.on_header_field = on_field;
    made.on_header_value = on_value;
    made.on_headers_complete = on_headers_complete;
    return made;
  }();
  return kSettings;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

// "GET /a HTTP/1.1": checked before llhttp sees it, for llhttp has its own ideas of CONNECT, PRI and HTTP/0.9.
Result<void> check_request_line(std::string_view line, Head& head) {
  const auto gap = line.find(' ');
  const std::string_view word = line.substr(0, gap);
  if (gap == line.npos || !is_token(word))
    return Error(kMalformedRequest, "The request line is not METHOD target HTTP/1.1");
  const auto method = parse_method(word);
  if (!method) return Error(kNotImplemented, "The method is not one that this server knows");
  const auto last = line.rfind(' ');
  const std::string_view version = line.substr(last + 1);
  if (last == gap || line.find(' ', gap + 1) != last)
    return Error(kMalformedRequest, "The request line is not METHOD target HTTP/1.1");
  if (!version.starts_with("HTTP/")) return Error(kMalformedRequest, "The request line is not METHOD target HTTP/1.1");
  if (version != "HTTP/1.1" && version != "HTTP/1.0") {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const bool is_version = version.size() == 8 && is_digit(version[5]) && version[6] == '.' && is_digit(version[7]);
    return is_version ? Error(kVersionUnsupported) : Error(kMalformedRequest, "The HTTP version is not digit.digit");
  }
  head.method = *method;
  head.minor = version.back() - '0';
  return {};
}

}  // namespace

Result<void> parse_head(std::string_view text, Head& head) {
  head.fields.clear();
  head.target = {};
  if (text.starts_with("\r\n")) text.remove_prefix(2);
  if (auto good = check_request_line(text.substr(0, text.find('\r')), head); !good) return good;
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &settings());
  parser.data = &head;
  if (const auto outcome = llhttp_execute(&parser, text.data(), text.size()); outcome != HPE_PAUSED)
    return Error(kMalformedRequest, {}, llhttp_errno_name(outcome));
  return {};
}

}  // namespace tenstone::http
