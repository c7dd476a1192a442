#include "tenstone/core/sealer.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace tenstone {
namespace {

TEST(Sealer, OpensWhatItSealedInItsPlaceOnly) {
  const Sealer sealer{Secret<std::string>(std::string(32, 'k'))};
  const Secret<std::string> text(std::string("whsec_\0secret", 13));
  const std::string sealed = sealer.seal(text, "org/1");
  EXPECT_EQ(sealed.size(), 13U + 28U);
  EXPECT_EQ(sealed.find("secret"), sealed.npos);
  EXPECT_NE(sealed, sealer.seal(text, "org/1"));
  ASSERT_TRUE(sealer.open(sealed, "org/1"));
  EXPECT_EQ(sealer.open(sealed, "org/1")->reveal(), text.reveal());
  EXPECT_FALSE(sealer.open(sealed, "org/2"));
  EXPECT_FALSE(Sealer{Secret<std::string>(std::string(32, 'j'))}.open(sealed, "org/1"));
}

TEST(Sealer, RefusesEveryChangedByte) {
  const Sealer sealer{Secret<std::string>(std::string(32, 'k'))};
  const std::string sealed = sealer.seal(Secret<std::string>(std::string("text")), "");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    std::string changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(sealer.open(changed, "")) << at;
    EXPECT_FALSE(sealer.open(sealed.substr(0, at), "")) << at;
  }
}

TEST(Sealer, SealsAnEmptyText) {
  const Sealer sealer{Secret<std::string>(std::string(32, 'k'))};
  ASSERT_TRUE(sealer.open(sealer.seal(Secret<std::string>(), "a"), "a"));
  EXPECT_EQ(sealer.open(sealer.seal(Secret<std::string>(), "a"), "a")->reveal(), "");
}

TEST(Sealer, NeedsAKeyOf32Bytes) {
  EXPECT_THROW(Sealer{Secret<std::string>(std::string(31, 'k'))}, std::invalid_argument);
}

// NIST's test case 14 of the GCM specification (key and nonce of zeros) opens: the format is nonce, text, tag.
TEST(Sealer, IsAes256Gcm) {
  const Sealer sealer{Secret<std::string>(std::string(32, '\0'))};
  const std::string sealed = std::string(12, '\0') +
                             std::string("\xce\xa7\x40\x3d\x4d\x60\x6b\x6e\x07\x4e\xc5\xd3\xba\xf3\x9d\x18", 16) +
                             std::string("\xd0\xd1\xc8\xa7\x99\x99\x6b\xf0\x26\x5b\x98\xb5\xd4\x8a\xb9\x19", 16);
  ASSERT_TRUE(sealer.open(sealed, ""));
  EXPECT_EQ(sealer.open(sealed, "")->reveal(), std::string(16, '\0'));
}

}  // namespace
}  // namespace tenstone
