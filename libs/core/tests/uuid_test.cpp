#include "tenstone/core/uuid.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

namespace tenstone {
namespace {
using namespace std::chrono_literals;

struct SteppingClock final : Clock {
  Time now() const override { return at; }
  Time at{1'700'000'000s};
};

TEST(Ids, AreVersion7AndCarryTheMillisecond) {
  SteppingClock clock;
  Ids ids(clock);
  const Uuid id = ids.next();
  EXPECT_EQ(id.bytes[6] >> 4, 7);
  EXPECT_EQ(id.bytes[8] >> 6, 2);
  std::uint64_t milliseconds = 0;
  for (std::size_t i = 0; i < 6; ++i) milliseconds = milliseconds << 8 | id.bytes[i];
  EXPECT_EQ(milliseconds, 1'700'000'000'000U);
}

RC_GTEST_PROP(Ids, IncreaseWhateverTheClockDoes, (const std::vector<std::int16_t>& steps)) {
  SteppingClock clock;
  Ids ids(clock);
  Uuid last = ids.next();
  for (const auto step : steps) {
    clock.at += std::chrono::milliseconds(step);
    const Uuid id = ids.next();
    RC_ASSERT(last < id);
    last = id;
  }
}

TEST(Ids, HaveEachARandomEndOfTheirOwn) {
  SteppingClock clock;
  Ids ids(clock), others(clock);
  std::set<std::string> ends;
  for (int i = 0; i < 1000; ++i)
    for (Ids* each : {&ids, &others}) ends.insert(to_string(each->next()).substr(20));
  EXPECT_EQ(ends.size(), 2000U);
}

RC_GTEST_PROP(Uuid, GivesBackWhatWentIn, (const std::array<std::uint8_t, 16>& bytes)) {
  RC_ASSERT(parse_uuid(to_string(Uuid{bytes})) == Uuid{bytes});
}

TEST(Uuid, RefusesWhatIsNone) {
  for (const char* text : {"", "018bcfe5-6800-7000-8000-00000000000", "018bcfe568007000800000000000000000000",
                           "018bcfe5-6800-7000-8000-00000000000g", "018bcfe5-68007-000-8000-000000000000"})
    EXPECT_FALSE(parse_uuid(text)) << text;
}

}  // namespace
}  // namespace tenstone
