#include "text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::jobs {
namespace {

using namespace std::string_literals;
const std::string kBad = "\xEF\xBF\xBD";

TEST(Storable, KeepsWhatIsUtf8) { EXPECT_EQ(storable("aé€😀", 100), "aé€😀"); }

TEST(Storable, ReplacesWhatIsNot) {
  EXPECT_EQ(storable("a\0b"s, 100), "a" + kBad + "b");
  EXPECT_EQ(storable("\xC0\xAF", 100), kBad + kBad);                        // overlong
  EXPECT_EQ(storable("\xED\xA0\x80", 100), kBad + kBad + kBad);             // surrogate
  EXPECT_EQ(storable("\xF4\x90\x80\x80", 100), kBad + kBad + kBad + kBad);  // beyond U+10FFFF
  EXPECT_EQ(storable("\xE2\x82", 100), kBad + kBad);                        // cut
}

TEST(Storable, CutsBetweenCharacters) { EXPECT_EQ(storable("aé€", 5), "aé"); }

RC_GTEST_PROP(Storable, IsItsOwnFixpointAndFits, (const std::string& text)) {
  const std::string once = storable(text, 20);
  RC_ASSERT(once.size() <= 20U);
  RC_ASSERT(storable(once, 20) == once);
  RC_ASSERT(once.find('\0') == std::string::npos);
}

}  // namespace
}  // namespace tenstone::jobs
