#include "serialise.hpp"

#include <algorithm>
#include <charconv>

namespace tenstone::http {
namespace {

std::string_view reason(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 411: return "Length Required";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 416: return "Range Not Satisfiable";
    case 417: return "Expectation Failed";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 505: return "HTTP Version Not Supported";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

// RFC 6750 §3 wants a parameter. No scheme is registered for the cookie of a session, so its 401 has this one, too.
constexpr std::string_view kChallenge = "WWW-Authenticate: Bearer realm=\"tenstone\"\r\n";

void append_number(std::string& out, std::uint64_t number) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof(digits), number).ptr;
  out.append(digits, end);
}

// An answer with an ETag may be kept by the browser of the one who asked, and is asked for each time. No other answer
// is kept: neither by a proxy nor by a browser that the next person uses.
std::string_view cache_control(const Response& response, const Envelope& envelope) {
  const bool personal = envelope.credentials || response.header("Set-Cookie");
  if (!personal || response.header("Cache-Control")) return {};
  return response.header("ETag") ? "Cache-Control: private, no-cache\r\n" : "Cache-Control: no-store\r\n";
}

}  // namespace

bool shows_credentials(const Request& request) {
  return std::ranges::any_of(request.headers(), [](const Field& field) {
    return equal_ignoring_case(field.name, "Authorization") || equal_ignoring_case(field.name, "Cookie") ||
           equal_ignoring_case(field.name, "X-API-Key");
  });
}

void serialise(std::string& out, const Response& response, const Envelope& envelope) {
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::uint64_t>(response.status));
  out += ' ';
  out += reason(response.status);
  out += "\r\n";
  out += envelope.date_line;
  out += response.header_lines();
  if (!response.header("X-Content-Type-Options")) out += "X-Content-Type-Options: nosniff\r\n";
  out += cache_control(response, envelope);
  // Every answer comes by here, so no 401 goes out without one (RFC 9110 §11.6.1).
  if (response.status == 401 && !response.header("WWW-Authenticate")) out += kChallenge;
  const bool has_body = response.status != 204 && response.status != 304;
  if (has_body && envelope.chunked) {
    out += "Transfer-Encoding: chunked\r\n";
  } else if (const auto size = response.body_size(); has_body && size) {
    out += "Content-Length: ";
    append_number(out, *size);
    out += "\r\n";
  }
  if (envelope.close)
    out += "Connection: close\r\n";
  else if (envelope.keep_alive_line)
    out += "Connection: keep-alive\r\n";
  out += "\r\n";
  if (has_body && !envelope.head_only && !response.content) out += response.body;
}

}  // namespace tenstone::http
