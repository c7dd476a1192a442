#include "cursor_key.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/stat.h>

namespace tenstone::log_viewer {
namespace {
namespace fs = std::filesystem;

class CursorKey : public ::testing::Test {
 protected:
  CursorKey() {
    std::string pattern = (fs::temp_directory_path() / "cursor-key-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~CursorKey() override { fs::remove_all(folder_); }
  std::string key() const { return cursor_key(folder_ / "key").reveal(); }
  fs::path folder_;
};

TEST_F(CursorKey, IsMadeOnceAndOnlyItsOwnerCanReadIt) {
  const std::string first = key();
  EXPECT_EQ(first.size(), 32U);
  EXPECT_EQ(key(), first);
  struct stat info{};
  ASSERT_EQ(stat((folder_ / "key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600U);
}

TEST_F(CursorKey, IsMadeAnewWhereTheFileHoldsNone) {
  for (const char* damaged : {"", "\n", "00ff\n", "no key\n"}) {
    std::ofstream(folder_ / "key") << damaged;
    EXPECT_EQ(key().size(), 32U) << damaged;
  }
}

}  // namespace
}  // namespace tenstone::log_viewer
