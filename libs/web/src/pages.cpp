#include "tenstone/web/pages.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <stdexcept>

#include "tenstone/core/encoding.hpp"

namespace tenstone::web {
namespace {

constexpr std::size_t kSignatureBytes = 16;  // 128 bits: nobody guesses one

// RFC 3986 §2.3 and those of `besides` as they are, the rest as %XX.
void append_escaped(std::string& out, std::string_view text, std::string_view besides) {
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~").contains(c) || besides.contains(c);
    if (plain)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
}

}  // namespace

void add_next_link(http::Response& response, http::Request& request, std::string_view cursor) {
  std::string link = "<";
  const std::string_view target = request.target();
  append_escaped(link, target.substr(0, target.find('?')), "/%:@!$&'()*+,;=");
  char mark = '?';
  for (const auto& [name, value] : request.query()) {
    if (name == "cursor") continue;
    link += std::exchange(mark, '&');
    append_escaped(link, name, "");
    link += '=';
    append_escaped(link, value, "");
  }
  link += mark;
  link += "cursor=";
  append_escaped(link, cursor, "");
  response.header("Link", link + ">; rel=\"next\"");
}

Cursors::Cursors(const Secret<std::string>& signing_key) : signed_(signing_key.reveal()) {
  if (signing_key.reveal().size() < 32) throw std::invalid_argument("cursors need a signing key of 32 bytes or more");
}

// JSON on one line: the line ends keep the parts apart.
std::string Cursors::signature(std::string_view key, std::string_view filters) const {
  return signed_({"tenstone cursor 1\n", key, "\n", filters}).substr(0, kSignatureBytes);
}

std::string Cursors::sealed(std::string_view key, std::string_view filters) const {
  return to_base64url(signature(key, filters).append(key));
}

std::optional<std::string> Cursors::verified(std::string_view cursor, std::string_view filters) const {
  auto bytes = from_base64url(cursor);
  if (!bytes || bytes->size() <= kSignatureBytes) return std::nullopt;
  std::string key = bytes->substr(kSignatureBytes);
  bytes->resize(kSignatureBytes);
  if (!equal_in_constant_time(*bytes, signature(key, filters))) return std::nullopt;
  return key;
}

}  // namespace tenstone::web
