#include "url.hpp"

#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <sys/un.h>

#include "tenstone/redis/redis.hpp"

namespace tenstone::redis {
namespace {

Error malformed(std::string_view what) {
  return {kRedisUrlInvalid, fmt::format("REDIS_URL: {}. Write unix:///run/redis/redis.sock or "
                                        "redis://user:password@host:6379/0, and rediss:// for TLS",
                                        what)};
}

std::optional<std::uint16_t> number(std::string_view text) {
  std::uint16_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    unsigned char byte = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (error != std::errc() || end != digits.data() + 2) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

Result<Endpoint> unix_socket(std::string_view path) {
  Endpoint endpoint;
  if (!path.starts_with('/')) return malformed("a unix socket needs an absolute path, so three slashes");
  if (path.contains('?') || path.contains('#')) return malformed("a unix socket takes no ? or #");
  auto decoded = percent_decoded(path);
  if (!decoded || decoded->contains('\0')) return malformed("a % in the path must be followed by two hex digits");
  if (decoded->size() >= sizeof(sockaddr_un{}.sun_path)) return malformed("the socket's path is longer than 107 bytes");
  endpoint.path = std::move(*decoded);
  return endpoint;
}

// Takes "[user]:password@" off the front.
std::optional<Error> take_login(std::string_view& rest, Endpoint& endpoint) {
  const auto at = rest.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const auto login = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  const auto colon = login.find(':');
  if (colon == std::string_view::npos)
    return malformed("a password is missing before the @ (user:password@, or :password@)");
  auto user = percent_decoded(login.substr(0, colon)), password = percent_decoded(login.substr(colon + 1));
  if (!user || !password) return malformed("a % in user or password must be written as %25");
  if (password->empty()) return malformed("the password before the @ is empty");
  endpoint.user = std::move(*user);
  endpoint.password = Secret(std::move(*password));
  return std::nullopt;
}

// Takes "?sslrootcert=/path" off the end.
std::optional<Error> take_ca_file(std::string_view& rest, Endpoint& endpoint) {
  constexpr std::string_view kName = "sslrootcert=";
  const auto mark = rest.find('?');
  if (mark == std::string_view::npos) return std::nullopt;
  const auto parameter = rest.substr(mark + 1);
  rest = rest.substr(0, mark);
  if (!parameter.starts_with(kName) || parameter.contains('&'))
    return malformed("behind the ? stands sslrootcert=/path alone (in a password, ? is %3F)");
  auto path = percent_decoded(parameter.substr(kName.size()));
  if (!path || !path->starts_with('/') || path->contains('\0'))
    return malformed("sslrootcert is the absolute path of a file; a % in it must be followed by two hex digits");
  endpoint.ca_file = std::move(*path);
  return std::nullopt;
}

Result<Endpoint> tcp(std::string_view rest, bool tls) {
  Endpoint endpoint{.tls = tls};
  if (tls)
    if (auto error = take_ca_file(rest, endpoint)) return std::move(*error);
  if (rest.contains('?') || rest.contains('#'))
    return malformed("? and # have no meaning here (in a password: %3F, %23)");
  if (auto error = take_login(rest, endpoint)) return std::move(*error);
  if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    const auto database = rest.substr(slash + 1);
    rest = rest.substr(0, slash);
    const auto index = database.empty() ? std::optional<std::uint16_t>(0) : number(database);
    if (!index) return malformed("what follows the host must be the number of a database (in a password, / is %2F)");
    endpoint.database = *index;
  }
  std::string_view host = rest, port;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return malformed("the ] of an IPv6 address is missing");
    host = rest.substr(1, end - 1);
    rest = rest.substr(end + 1);
    if (!rest.empty() && rest[0] != ':') return malformed("a port follows ] after a colon");
    port = rest;
  } else if (const auto colon = rest.find(':'); colon != std::string_view::npos) {
    host = rest.substr(0, colon);
    port = rest.substr(colon);
  }
  if (host.empty()) return malformed("the host is missing");
  if (!port.empty()) {
    const auto value = number(port.substr(1));
    if (!value || *value == 0) return malformed("the port must be a number from 1 to 65535 (IPv6 addresses go in [ ])");
    endpoint.port = *value;
  }
  endpoint.host = host;
  return endpoint;
}

}  // namespace

std::string Endpoint::where() const { return path.empty() ? fmt::format("{}:{}", host, port) : path; }

Result<Endpoint> parse_url(std::string_view url) {
  if (url.find_first_of(" \t\r\n") != std::string_view::npos) return malformed("it holds a space or a line end");
  if (url.starts_with("unix://")) return unix_socket(url.substr(7));
  if (url.starts_with("redis://")) return tcp(url.substr(8), false);
  if (url.starts_with("rediss://")) return tcp(url.substr(9), true);
  return malformed(url.empty() ? "it is empty" : "it must start with unix://, redis:// or rediss://");
}

}  // namespace tenstone::redis
