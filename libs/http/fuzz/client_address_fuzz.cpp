// The first byte says which header and which peer, the rest are its lines. Checked, besides the sanitizers: a
// stranger's header changes nothing; the answer is an address that reads back as itself; and what stands before an
// answer that is no proxy of ours changes nothing.
#include <cstdint>
#include <cstdlib>

#include "tenstone/http/client_address.hpp"

namespace tenstone::http {
namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

std::vector<Field> fields_of(std::string_view name, std::string_view lines) {
  std::vector<Field> fields;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    fields.push_back({name, line});
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
  }
  return fields;
}

void try_one(const char* header, std::string_view peer, std::string_view lines) {
  const ProxyTrust trust{.proxies = {*Cidr::parse("10.0.0.0/8"), *Cidr::parse("fd00::/8")}, .header = header};
  check(client_address("198.51.100.1", fields_of(header, lines), trust) == IpAddress::parse("198.51.100.1"));
  const auto found = client_address(peer, fields_of(header, lines), trust);
  if (!found) return check(peer.starts_with("unix:"));
  check(IpAddress::parse(to_string(*found)) == found);
  check(Cidr(*found, 128).contains(*found) && Cidr::parse(to_string(Cidr(*found, 128))) == Cidr(*found, 128));
  const bool ours = trust.proxies[0].contains(*found) || trust.proxies[1].contains(*found);
  if (ours || trust.header == "X-Real-IP") return;
  const std::string lied = "for=9.9.9.9, 9.9.9.9\n" + std::string(lines);
  check(client_address(peer, fields_of(header, lied), trust) == found);
}

}  // namespace
}  // namespace tenstone::http

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr const char* kHeaders[] = {"X-Forwarded-For", "Forwarded", "X-Real-IP"};
  constexpr const char* kPeers[] = {"10.0.0.1", "fd00::1%2", "unix:/s"};
  const std::string lines(reinterpret_cast<const char*>(data) + 1, size - 1);
  tenstone::http::try_one(kHeaders[data[0] % 3], kPeers[data[0] / 3 % 3], lines);
  return 0;
}
