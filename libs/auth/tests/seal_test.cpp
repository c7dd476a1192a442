#include "seal.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::auth {
namespace {

const Seal kSeal{Secret<std::string>("a key of an installation")};

RC_GTEST_PROP(Seal, OpensWhatItClosedThere, (const std::string& text)) {
  const std::string sealed = kSeal.close("here", text);
  RC_ASSERT(kSeal.open("here", sealed) == text);
  RC_ASSERT(!kSeal.open("there", sealed));
  RC_ASSERT(!kSeal.open("her", sealed));
  RC_ASSERT(!Seal(Secret<std::string>("another key")).open("here", sealed));
}

RC_GTEST_PROP(Seal, StaysShutWhenAnythingChanged, (const std::string& text)) {
  const std::string sealed = kSeal.close("here", text);
  std::string changed = sealed;
  changed[*rc::gen::inRange<std::size_t>(0, changed.size())] ^= *rc::gen::inRange<char>(1, 127);
  RC_ASSERT(!kSeal.open("here", changed));
  RC_ASSERT(!kSeal.open("here", sealed.substr(1)));
  RC_ASSERT(!kSeal.open("here", sealed.substr(0, sealed.size() - 1)));
  RC_ASSERT(!kSeal.open("here", sealed + "A"));
}

RC_GTEST_PROP(Seal, NoiseIsShut, (const std::string& noise)) { RC_ASSERT(!kSeal.open("here", noise)); }

// Copies of yesterday's processes are read by tomorrow's; a form that changes gets another version.
TEST(Seal, HasTheFormOfLongAgo) { EXPECT_EQ(kSeal.close("here", "text"), "text 1OhBxRkg8Xx0akAKJUN75w"); }

}  // namespace
}  // namespace tenstone::auth
