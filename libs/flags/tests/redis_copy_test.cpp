#include "redis_copy.hpp"

#include "flags_fixture.hpp"

namespace tenstone::flags {
namespace {

Identity identity(std::uint8_t installation, std::int64_t version, std::uint8_t change) {
  Identity made;
  made.installation.bytes[15] = installation;
  made.version = version;
  made.change.bytes[15] = change;
  return made;
}

class RedisCopyTest : public ::testing::Test {
 protected:
  RedisCopyTest() { loops_.start(); }
  ~RedisCopyTest() override {
    loops_.stop();
    loops_.join();
  }
  RedisCopy::Seen seen() { return testing::await(loops_[0], copy_.look()).value(); }
  // Puts it by what was seen; the text that is there then.
  std::string put(const Identity& with, const std::string& text, RedisCopy::Seen before) {
    EXPECT_TRUE(testing::await(loops_[0], copy_.replace(with, text, std::move(before))));
    return testing::await(loops_[0], copy_.text()).value();
  }

  testing::RedisServer server_;
  runtime::Loops loops_{1};
  redis::Redis redis_{loops_, {.url = server_.url(), .deadline = 2s}};
  RedisCopy copy_{redis_};
};

TEST_F(RedisCopyTest, IsWhatWasPut) {
  EXPECT_EQ(seen().identity, std::nullopt);
  EXPECT_EQ(put(identity(1, 5, 1), "five", seen()), "five");
  EXPECT_EQ(seen().identity, identity(1, 5, 1));
}

TEST_F(RedisCopyTest, ASlowWritersOlderSnapshotReplacesNothing) {
  const RedisCopy::Seen none = seen();
  put(identity(1, 5, 1), "five", none);
  const RedisCopy::Seen five = seen();
  EXPECT_EQ(put(identity(1, 7, 3), "seven", five), "seven");
  EXPECT_EQ(put(identity(1, 6, 2), "six", five), "seven");
  EXPECT_EQ(put(identity(1, 6, 2), "six", none), "seven");
  EXPECT_EQ(put(identity(1, 7, 9), "another seven", five), "seven");
}

TEST_F(RedisCopyTest, ANewerOneReplacesWhateverWasSeen) {
  const RedisCopy::Seen none = seen();
  put(identity(1, 9, 1), "nine", none);
  EXPECT_EQ(put(identity(1, 10, 2), "ten", none), "ten");
}

TEST_F(RedisCopyTest, ADatabaseThatWentBackReplacesWhatItSaw) {
  put(identity(1, 9, 1), "nine", seen());
  EXPECT_EQ(put(identity(1, 4, 2), "four", seen()), "four");
}

TEST_F(RedisCopyTest, AnotherInstallationReplacesOnlyWhatItSaw) {
  const RedisCopy::Seen none = seen();
  put(identity(1, 9, 1), "nine", none);
  EXPECT_EQ(put(identity(2, 10, 1), "other", none), "nine");
  EXPECT_EQ(put(identity(2, 1, 1), "other", seen()), "other");
}

TEST_F(RedisCopyTest, ADamagedOneIsReplaced) {
  put(identity(1, 9, 1), "nine", seen());
  ASSERT_TRUE(testing::await(loops_[0], redis_.command({"HSET", "tenstone:flags:copy", "version", "many"})));
  EXPECT_EQ(seen().identity, std::nullopt);
  EXPECT_EQ(put(identity(1, 3, 1), "three", seen()), "three");
}

}  // namespace
}  // namespace tenstone::flags
