#include "tenstone/core/crc32c.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "crc32c_ways.hpp"

namespace tenstone {
namespace {

std::string run(int from, int step) {
  std::string bytes;
  for (int i = 0; i < 32; ++i) bytes += static_cast<char>(from + i * step);
  return bytes;
}

// One bit at a time, as the definition says.
std::uint32_t slowly(std::string_view bytes) {
  std::uint32_t sum = 0xffffffff;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = (sum & 1) != 0 ? 0x82F63B78U ^ sum >> 1 : sum >> 1;
  }
  return ~sum;
}

std::string filled(std::size_t size, std::uint64_t seed) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    byte = static_cast<char>(seed >> 56);
  }
  return bytes;
}

TEST(Crc32c, GivesTheNumbersOfRfc3720) {
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAU);
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43U);
  EXPECT_EQ(crc32c(run(0, 1)), 0x46DD794EU);
  EXPECT_EQ(crc32c(run(31, -1)), 0x113FDB5CU);
  std::string read_command(48, '\0');  // an iSCSI Read (10) command
  read_command[0] = '\x01', read_command[1] = '\xc0', read_command[16] = '\x14', read_command[22] = '\x04';
  read_command[27] = '\x14', read_command[31] = '\x18', read_command[32] = '\x28', read_command[40] = '\x02';
  EXPECT_EQ(crc32c(read_command), 0xD9963A56U);
  EXPECT_EQ(crc32c("123456789"), 0xE3069283U);
  EXPECT_EQ(crc32c(""), 0U);
}

TEST(Crc32c, IsTheSameByEveryWayAtEverySize) {
  const std::string bytes = filled(80'000, 7);
  for (const std::size_t size :
       {0, 1, 7, 8, 9, 255, 767, 768, 769, 4096, 24'575, 24'576, 24'577, 25'344, 65'536, 79'999}) {
    const std::string_view part(bytes.data() + 1, size);  // not aligned
    const std::uint32_t wanted = slowly(part);
    EXPECT_EQ(crc32c(part), wanted) << size;
    EXPECT_EQ(~crc32c_ways::by_table(part.data(), size, 0xffffffff), wanted) << size;
    if (crc32c_ways::has_instruction())
      EXPECT_EQ(~crc32c_ways::by_instruction(part.data(), size, 0xffffffff), wanted) << size;
  }
}

RC_GTEST_PROP(Crc32c, GoesOnWhereItStopped, (const std::string& a, const std::string& b)) {
  RC_ASSERT(crc32c(b, crc32c(a)) == crc32c(a + b));
  RC_ASSERT(crc32c(a) == slowly(a));
}

}  // namespace
}  // namespace tenstone
