#include "tenstone/flags/snapshot.hpp"

#include <gtest/gtest.h>

#include "snapshot_file.hpp"
#include "tenstone/core/whole_file.hpp"

namespace tenstone::flags {
namespace {

const Snapshot kSome(7, {{"exports", true, kEverybody}, {"beta", false, kEverybody}, {"part", true, 50'000}});

TEST(Snapshot, DecidesByFlagAndUnit) {
  EXPECT_TRUE(kSome.on("exports", "mia"));
  EXPECT_FALSE(kSome.on("beta", "mia"));
  EXPECT_FALSE(kSome.on("nobody-made-this", "mia"));
  EXPECT_EQ(kSome.on("part", "mia"), in_rollout("part", "mia", 50'000));
}

TEST(Snapshot, IsReadAsItWasWritten) {
  const auto again = read_snapshot(to_text(kSome));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->version(), 7);
  EXPECT_EQ(again->flags(), kSome.flags());
}

TEST(Snapshot, IsRefusedWhenAnythingIsWrongWithIt) {
  for (const char* bad : {"", "{}", R"({"version":1})", R"({"version":-1,"flags":[]})",
                          R"({"version":1,"flags":[{"key":"a","enabled":true,"share":100001}]})",
                          R"({"version":1,"flags":[{"key":"A b","enabled":true,"share":1}]})",
                          R"({"version":1,"flags":[{"key":"a","enabled":1,"share":1}]})"})
    EXPECT_FALSE(read_snapshot(bad)) << bad;
}

TEST(SnapshotFile, IsReadWholeOrNotAtAll) {
  const std::filesystem::path folder = std::filesystem::path(::testing::TempDir()) / "flags";
  std::filesystem::create_directories(folder);
  const auto file = folder / "flags.json";
  EXPECT_FALSE(read_file(file));
  ASSERT_TRUE(write_whole_file(file, to_text(kSome), 0600));
  EXPECT_EQ(read_file(file)->version(), 7);
  std::filesystem::resize_file(file, 20);
  EXPECT_FALSE(read_file(file));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace tenstone::flags
