#include "descriptors.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include "tenstone/core/fd.hpp"

namespace tenstone::service {
namespace {

// Puts the soft limit back.
class Descriptors : public ::testing::Test {
 protected:
  Descriptors() { getrlimit(RLIMIT_NOFILE, &before); }
  ~Descriptors() override { setrlimit(RLIMIT_NOFILE, &before); }
  void set_soft(rlim_t soft) const {
    const rlimit limit{soft, before.rlim_max};
    ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &limit), 0);
  }
  static rlim_t soft() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }
  rlimit before{};
};

TEST_F(Descriptors, CountsThoseThatAreOpen) {
  const std::size_t count = open_descriptors();
  const Fd one(open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(open_descriptors(), count + 1);
}

TEST_F(Descriptors, RaisesTheSoftLimitAsFarAsItMay) {
  set_soft(200);
  EXPECT_EQ(raise_descriptor_limit(300), 300U);
  EXPECT_EQ(soft(), 300U);
  EXPECT_EQ(raise_descriptor_limit(before.rlim_max + 1), before.rlim_max);
  EXPECT_EQ(soft(), before.rlim_max);
}

TEST_F(Descriptors, NeverLowersTheSoftLimit) {
  set_soft(300);
  EXPECT_EQ(raise_descriptor_limit(200), 300U);
  EXPECT_EQ(soft(), 300U);
}

TEST(ConnectionsBelow, LeavesRoomForOtherThings) {
  EXPECT_EQ(connections_below(20'000, 100, 10'000), 10'000U);
  EXPECT_EQ(connections_below(1'024, 100, 10'000), 924U);
  EXPECT_EQ(connections_below(128, 200, 10'000), 8U);
  EXPECT_EQ(connections_below(128, 200, 4), 4U);
}

}  // namespace
}  // namespace tenstone::service
