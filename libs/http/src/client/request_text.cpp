#include "client/request_text.hpp"

#include <algorithm>

#include "tenstone/http/field.hpp"

namespace tenstone::http {
namespace {

// What frames a request, says where it goes, or is about this connection alone.
constexpr std::string_view kOwnFields[] = {
    "Host", "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Upgrade",
    "TE",   "Trailer",        "Proxy-Connection",  "Expect"};

bool is_field_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

bool is_field_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7f) || c == '\t';
  });
}

bool announces_length(const ClientRequest& request) {
  return !request.body.empty() || request.method == Method::Post || request.method == Method::Put ||
         request.method == Method::Patch;
}

}  // namespace

Result<void> check_client_field(std::string_view name, std::string_view value) {
  if (!is_field_name(name)) return Error(kHeaderInvalid, "The name of a header field is not a token");
  if (!is_field_value(value))
    return Error(kHeaderInvalid, "The header field " + std::string(name) + " holds a control character");
  if (std::ranges::any_of(kOwnFields, [&](std::string_view own) { return equal_ignoring_case(name, own); }))
    return Error(kHeaderInvalid,
                 "The header field " + std::string(name) + " is set by the client itself; leave it out");
  return {};
}

Result<std::string> request_head(const ClientRequest& request) {
  std::string text;
  ((text += to_string(request.method)) += ' ') += request.url.target();
  ((text += " HTTP/1.1\r\nHost: ") += request.url.authority()) += "\r\n";
  bool named = false;
  for (const auto& [name, value] : request.headers) {
    if (auto good = check_client_field(name, value); !good) return good.error();
    named = named || equal_ignoring_case(name, "User-Agent");
    (((text += name) += ": ") += value) += "\r\n";
  }
  if (!named) text += "User-Agent: tenstone\r\n";
  if (announces_length(request)) ((text += "Content-Length: ") += std::to_string(request.body.size())) += "\r\n";
  return text += "\r\n";
}

bool is_idempotent(Method method) { return method != Method::Post && method != Method::Patch; }

std::string_view ClientResponse::header(std::string_view name) const {
  const auto found =
      std::ranges::find_if(headers, [&](const ClientField& field) { return equal_ignoring_case(field.name, name); });
  return found == headers.end() ? std::string_view() : found->value;
}

}  // namespace tenstone::http
