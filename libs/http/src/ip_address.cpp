#include "tenstone/http/ip_address.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>

namespace tenstone::http {
namespace {

constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr std::array<std::uint8_t, 12> kNat64 = {0, 0x64, 0xff, 0x9b};

bool begins_with(const std::array<std::uint8_t, 16>& bytes, const std::array<std::uint8_t, 12>& prefix) {
  return std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool plain = !text.empty() && (text == "0" || !text.starts_with('0'));
  return plain && error == std::errc() && stop == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  char copy[kMaxText + 1] = {};
  if (text.size() > kMaxText || text.contains('\0')) return std::nullopt;
  text.copy(copy, kMaxText);
  IpAddress address;
  if (text.contains(':'))
    return inet_pton(AF_INET6, copy, address.bytes_.data()) == 1 ? std::optional(address) : std::nullopt;
  std::ranges::copy(kMapped, address.bytes_.begin());
  if (inet_pton(AF_INET, copy, address.bytes_.data() + kMapped.size()) != 1) return std::nullopt;
  return address;
}

bool IpAddress::is_v4() const { return begins_with(bytes_, kMapped); }

std::string_view IpAddress::write(std::span<char, kMaxText + 1> to) const {
  if (is_v4())
    inet_ntop(AF_INET, bytes_.data() + kMapped.size(), to.data(), to.size());
  else
    inet_ntop(AF_INET6, bytes_.data(), to.data(), to.size());
  return to.data();
}

std::string to_string(const IpAddress& address) {
  std::array<char, IpAddress::kMaxText + 1> text;
  return std::string(address.write(text));
}

Cidr::Cidr(const IpAddress& address, unsigned prefix)
    : first_(address), bits_(std::min(prefix, address.is_v4() ? 32U : 128U) + (address.is_v4() ? kV4Bits : 0)) {
  for (unsigned bit = bits_; bit < 128; ++bit) first_.bytes_[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> bit % 8));
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const auto slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == text.npos) return Cidr(*address, 128);
  const auto prefix = parse_number(text.substr(slash + 1));
  const bool counts_of_32 = !text.contains(':');
  if (!prefix || *prefix > (counts_of_32 ? 32 : 128)) return std::nullopt;
  if (!counts_of_32 && address->is_v4() && *prefix < kV4Bits) return std::nullopt;  // cuts into ::ffff:
  const Cidr network(*address, *prefix - (!counts_of_32 && address->is_v4() ? kV4Bits : 0));
  return network.first_ == *address ? std::optional(network) : std::nullopt;
}

bool Cidr::contains(const IpAddress& address) const {
  if (address.is_v4() != first_.is_v4()) return false;
  const auto whole = bits_ / 8;
  if (!std::equal(first_.bytes_.begin(), first_.bytes_.begin() + whole, address.bytes_.begin())) return false;
  const auto rest = bits_ % 8;
  return rest == 0 || ((first_.bytes_[whole] ^ address.bytes_[whole]) >> (8 - rest)) == 0;
}

std::string to_string(const Cidr& network) {
  return to_string(network.first()) + "/" + std::to_string(network.prefix());
}

std::string group_of(const IpAddress& address, unsigned v6_prefix) {
  if (address.is_v4()) return to_string(address);
  if (!begins_with(address.bytes(), kNat64)) return to_string(Cidr(address, v6_prefix));
  std::array<char, INET_ADDRSTRLEN> text;
  return inet_ntop(AF_INET, address.bytes().data() + kNat64.size(), text.data(), text.size());
}

}  // namespace tenstone::http
