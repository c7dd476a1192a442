// IP addresses by their bits. One address has one value and one text: 192.0.2.1 and ::ffff:c000:201 (IPv4-mapped,
// RFC 4291 §2.5.5.2) are the same here, however they are written, so that no limit, list or log sees two of them.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenstone::http {

class IpAddress {
 public:
  static constexpr std::size_t kMaxText = 45;  // characters

  IpAddress() = default;  // "::"
  // "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1". Nothing when it is not one: no zone, port, bracket, space, leading
  // zero.
  static std::optional<IpAddress> parse(std::string_view text);

  bool is_v4() const;
  // 16 bytes; IPv4 as ::ffff:a.b.c.d.
  const std::array<std::uint8_t, 16>& bytes() const { return bytes_; }
  // The canonical text (RFC 5952; IPv4 with dots), put into `to`.
  std::string_view write(std::span<char, kMaxText + 1> to) const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  friend class Cidr;
  std::array<std::uint8_t, 16> bytes_{};
};
std::string to_string(const IpAddress& address);

// A network: "10.0.0.0/8", "2001:db8::/32". It holds addresses of its own family only.
class Cidr {
 public:
  Cidr() : Cidr(IpAddress(), 128) {}  // "::/128"
  // Also an address by itself, which is a network of one. Nothing when it is not one, and when bits are set behind the
  // prefix ("10.0.0.1/8"): one of the two is a slip.
  static std::optional<Cidr> parse(std::string_view text);
  // The network of that size around `address`. `prefix` counts in the address's family; more than it has: all of it.
  Cidr(const IpAddress& address, unsigned prefix);

  bool contains(const IpAddress& address) const;
  const IpAddress& first() const { return first_; }
  unsigned prefix() const { return bits_ - (first_.is_v4() ? kV4Bits : 0); }

  friend bool operator==(const Cidr&, const Cidr&) = default;

 private:
  static constexpr unsigned kV4Bits = 96;  // of an IPv4-mapped address, before the IPv4 begins
  IpAddress first_;
  unsigned bits_;  // of 128
};
std::string to_string(const Cidr& network);

// Who counts as one: an IPv4 address by itself; of IPv6 the network of `v6_prefix`, for whoever has one address there
// has all of them. Addresses that NAT64 made of IPv4 ones (64:ff9b::/96, RFC 6052) count as those.
// "192.0.2.1", "2001:db8:1:2::/64".
std::string group_of(const IpAddress& address, unsigned v6_prefix = 64);

}  // namespace tenstone::http
