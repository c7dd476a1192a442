#include "new_rows.hpp"

#include <gtest/gtest.h>

namespace tenstone::jobs {
namespace {

using namespace std::chrono_literals;

TEST(NewRow, WhatItWaitedForOthersIsPartOfItsDelay) {
  const std::chrono::steady_clock::time_point enqueued{1h};
  const NewRow row{.delay_ms = 1000, .since = enqueued};
  EXPECT_EQ(row.delay_left(enqueued), 1000);
  EXPECT_EQ(row.delay_left(enqueued + 40ms), 960);
  EXPECT_EQ(row.delay_left(enqueued + 40900us), 960) << "never early";
  EXPECT_EQ(row.delay_left(enqueued + 1001ms), 0);
}

}  // namespace
}  // namespace tenstone::jobs
