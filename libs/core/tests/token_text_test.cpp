#include "tenstone/core/token_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

namespace tenstone {
namespace {

TEST(TokenText, HasItsShapeAndNamesItsPrefix) {
  const std::string text = make_token_text().reveal();
  EXPECT_EQ(text.size(), 61U);
  EXPECT_TRUE(text.starts_with("ts_"));
  EXPECT_EQ(token_prefix(text), text.substr(3, 8));
}

TEST(TokenText, IsOfOneKind) {
  const std::string key = make_token_text(TokenKind::FlagKey).reveal();
  EXPECT_TRUE(key.starts_with("fk_"));
  EXPECT_EQ(token_prefix(key, TokenKind::FlagKey), key.substr(3, 8));
  EXPECT_EQ(token_prefix(key), std::nullopt);
  EXPECT_EQ(token_prefix(make_token_text().reveal(), TokenKind::FlagKey), std::nullopt);
}

TEST(TokenText, NeverRepeats) {
  std::set<std::string> all;
  for (int i = 0; i < 1000; ++i) all.insert(make_token_text().reveal());
  EXPECT_EQ(all.size(), 1000U);
}

// The form is a promise to secret scanners and to tokens that are out there.
TEST(TokenText, AcceptsATokenOfLongAgo) {
  EXPECT_EQ(token_prefix("ts_0123abcd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACHECK0"), std::nullopt);
  EXPECT_EQ(token_prefix("ts_0123abcd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3BiclD"), "0123abcd");
}

RC_GTEST_PROP(TokenText, AnyOtherCharacterAnywhereIsRefused, ()) {
  std::string text = make_token_text().reveal();
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  const char other = *rc::gen::arbitrary<char>();
  RC_PRE(other != text[at]);
  text[at] = other;
  RC_ASSERT(!token_prefix(text));
}

RC_GTEST_PROP(TokenText, TwoSwappedNeighboursAreRefused, ()) {
  std::string text = make_token_text().reveal();
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size() - 1);
  RC_PRE(text[at] != text[at + 1]);
  std::swap(text[at], text[at + 1]);
  RC_ASSERT(!token_prefix(text));
}

RC_GTEST_PROP(TokenText, NoiseIsRefused, (const std::string& noise)) { RC_ASSERT(!token_prefix(noise)); }

}  // namespace
}  // namespace tenstone
