#include "tenstone/core/crc32c.hpp"

#include <array>
#include <bit>
#include <cstring>

#include "crc32c_ways.hpp"
#if defined(__x86_64__)
#include <nmmintrin.h>
#elif defined(__ARM_FEATURE_CRC32)
#include <arm_acle.h>
#endif

// The instruction takes 8 bytes a cycle but answers three cycles later, so three streams are summed up side by side and
// then joined (Gopal and others, "Fast CRC Computation for iSCSI Polynomial Using CRC32 Instruction", Intel 2011; the
// joining by tables as in Mark Adler's crc32c.c).
namespace tenstone::crc32c_ways {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78U;  // reflected

constexpr auto make_tables() {
  std::array<std::array<std::uint32_t, 256>, 8> tables{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? kPolynomial ^ value >> 1 : value >> 1;
    tables[0][i] = value;
  }
  for (std::size_t k = 1; k < 8; ++k)
    for (std::size_t i = 0; i < 256; ++i) tables[k][i] = tables[k - 1][i] >> 8 ^ tables[0][tables[k - 1][i] & 0xff];
  return tables;
}
constexpr auto kTables = make_tables();

std::uint64_t load8(const char* at) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, sizeof value);
  return value;
}

}  // namespace

std::uint32_t by_table(const char* at, std::size_t size, std::uint32_t sum) {
  if constexpr (std::endian::native == std::endian::little) {
    for (; size >= 8; at += 8, size -= 8) {
      const std::uint64_t next = load8(at) ^ sum;
      sum = 0;
      for (std::size_t byte = 0; byte < 8; ++byte) sum ^= kTables[7 - byte][next >> 8 * byte & 0xff];
    }
  }
  for (; size > 0; ++at, --size) sum = sum >> 8 ^ kTables[0][(sum ^ static_cast<unsigned char>(*at)) & 0xff];
  return sum;
}

#if defined(__x86_64__)

namespace {

constexpr std::size_t kLong = 8192, kShort = 256;

// a * b modulo the polynomial, both reflected: bit 31 is x^0.
constexpr std::uint32_t multiply(std::uint32_t a, std::uint32_t b) {
  std::uint32_t product = 0;
  for (std::uint32_t bit = 0x80000000U; bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b & 1) != 0 ? kPolynomial ^ b >> 1 : b >> 1;
  }
  return product;
}

// What a sum becomes when `size` (a power of two) zero bytes follow it, by its four bytes.
class Zeros {
 public:
  constexpr explicit Zeros(std::size_t size) {
    std::uint32_t power = 0x00800000U;  // x^8: one byte
    for (; size > 1; size /= 2) power = multiply(power, power);
    for (std::uint32_t byte = 0; byte < 4; ++byte)
      for (std::uint32_t i = 0; i < 256; ++i) tables_[byte][i] = multiply(power, i << 8 * byte);
  }
  std::uint32_t operator()(std::uint32_t sum) const {
    return tables_[0][sum & 0xff] ^ tables_[1][sum >> 8 & 0xff] ^ tables_[2][sum >> 16 & 0xff] ^ tables_[3][sum >> 24];
  }

 private:
  std::array<std::array<std::uint32_t, 256>, 4> tables_{};
};

template <std::size_t Size>
__attribute__((target("sse4.2"))) std::uint64_t three_streams(const char*& at, std::size_t& size, std::uint64_t sum) {
  static const Zeros zeros(Size);
  while (size >= 3 * Size) {
    std::uint64_t second = 0, third = 0;
    for (const char* end = at + Size; at < end; at += 8) {
      sum = _mm_crc32_u64(sum, load8(at));
      second = _mm_crc32_u64(second, load8(at + Size));
      third = _mm_crc32_u64(third, load8(at + 2 * Size));
    }
    sum = zeros(static_cast<std::uint32_t>(sum)) ^ second;
    sum = zeros(static_cast<std::uint32_t>(sum)) ^ third;
    at += 2 * Size;
    size -= 3 * Size;
  }
  return sum;
}

}  // namespace

bool has_instruction() { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"))) std::uint32_t by_instruction(const char* at, std::size_t size, std::uint32_t before) {
  std::uint64_t sum = before;
  sum = three_streams<kLong>(at, size, sum);
  sum = three_streams<kShort>(at, size, sum);
  for (; size >= 8; at += 8, size -= 8) sum = _mm_crc32_u64(sum, load8(at));
  auto rest = static_cast<std::uint32_t>(sum);
  for (; size > 0; ++at, --size) rest = _mm_crc32_u8(rest, static_cast<unsigned char>(*at));
  return rest;
}

#elif defined(__ARM_FEATURE_CRC32)

bool has_instruction() { return true; }

std::uint32_t by_instruction(const char* at, std::size_t size, std::uint32_t sum) {
  for (; size >= 8; at += 8, size -= 8) sum = __crc32cd(sum, load8(at));
  for (; size > 0; ++at, --size) sum = __crc32cb(sum, static_cast<unsigned char>(*at));
  return sum;
}

#else

bool has_instruction() { return false; }
std::uint32_t by_instruction(const char* at, std::size_t size, std::uint32_t sum) { return by_table(at, size, sum); }

#endif

}  // namespace tenstone::crc32c_ways

namespace tenstone {

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  static const auto way = crc32c_ways::has_instruction() ? crc32c_ways::by_instruction : crc32c_ways::by_table;
  return ~way(bytes.data(), bytes.size(), ~before);
}
std::uint32_t crc32c(std::string_view bytes) { return crc32c(bytes, 0); }

}  // namespace tenstone
