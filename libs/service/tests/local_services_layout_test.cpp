// Which folders are deleted, and which are not.
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "local_services/folder.hpp"
#include "temporary_folder.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
namespace fs = std::filesystem;

class DataFolder : public ::testing::Test {
 protected:
  void make(const std::string& file) const {
    fs::create_directories((data / file).parent_path());
    std::ofstream(data / file) << "x";
  }
  // The message of the refusal; nothing is deleted.
  std::string refusal() const {
    std::size_t before = 0, after = 0;
    for ([[maybe_unused]] const auto& entry : fs::recursive_directory_iterator(temporary.path())) ++before;
    std::string message;
    EXPECT_EQ(code_of_failure([&] { delete_data_folder(data); }, &message), "not_a_data_folder");
    for ([[maybe_unused]] const auto& entry : fs::recursive_directory_iterator(temporary.path())) ++after;
    EXPECT_EQ(before, after);
    return message;
  }

  const TemporaryFolder temporary;
  const fs::path data = temporary.path() / "data";
};

TEST_F(DataFolder, ThatWasMadeHereIsDeleted) {
  open_folder(data);
  for (const char* file : {"postgres/PG_VERSION", "redis/appendonly.aof", "redis.bad-17/x", "flags.json.17",
                           "demo-token.18446744073709551615", "services.log", "up.lock", "demo-token",
                           "logs/tenstone.log", "flags.json", "files/a.csv", "token", "token.17", "cache/cache.json"})
    make(file);
  fs::create_symlink("/nowhere", data / "run");
  EXPECT_TRUE(fs::exists(data / "tenstone-data"));
  delete_data_folder(data);
  EXPECT_FALSE(fs::exists(data));
}

TEST_F(DataFolder, ThatWasMadeForFilesAloneIsDeleted) {
  make_data_folder(data / "");
  make_data_folder(data);
  EXPECT_TRUE(fs::exists(data / "tenstone-data"));
  delete_data_folder(data);
  EXPECT_FALSE(fs::exists(data));
}

TEST_F(DataFolder, ThatIsOlderThanTheMarkerIsKnownByItsLayout) {
  make("lock");
  make("postgres/PG_VERSION");
  delete_data_folder(data);
  EXPECT_FALSE(fs::exists(data));
}

// `make run-01` keeps its data in .tenstone/01-request-throttler, within the platform's own folder.
TEST_F(DataFolder, LeavesTheDataFolderOfAnotherProgramThatLiesInIt) {
  open_folder(data);
  open_folder(data / "01-request-throttler");
  make("postgres/PG_VERSION");
  delete_data_folder(data);
  EXPECT_FALSE(fs::exists(data / "postgres"));
  EXPECT_TRUE(fs::exists(data / "01-request-throttler/tenstone-data"));
}

TEST_F(DataFolder, WithAForeignEntryIsRefusedAndTheFirstIsNamed) {
  open_folder(data);
  make("thesis/chapter-1");
  make("notes.txt");
  make("redis.bad-mine/x");
  EXPECT_EQ(refusal(), data.string() + " is not deleted: it holds notes.txt, which is not Tenstone's");
}

TEST_F(DataFolder, WithAForeignEntryDeeperDownIsRefused) {
  open_folder(data);
  make("files/letters/mum.txt");
  EXPECT_EQ(refusal(), data.string() + " is not deleted: it holds files/letters, which is not Tenstone's");
  fs::remove_all(data / "files");
  make("postgres/notes.txt");
  EXPECT_EQ(refusal(), data.string() + " is not deleted: its folder postgres is no database of PostgreSQL");
}

TEST_F(DataFolder, WithoutASignOfOursIsRefused) {
  fs::create_directory(data);
  make("logs/tenstone.log");
  EXPECT_EQ(refusal(),
            data.string() + " is not deleted: it has no file tenstone-data, so it is no data folder of Tenstone");
}

TEST_F(DataFolder, ThatWasSomebodysBeforeGetsNoMarker) {
  make("notes.txt");
  open_folder(data);
  EXPECT_FALSE(fs::exists(data / "tenstone-data"));
  EXPECT_EQ(refusal(), data.string() + " is not deleted: it holds notes.txt, which is not Tenstone's");
}

TEST_F(DataFolder, LinksAreNotFollowed) {
  fs::create_directory(temporary.path() / "home");
  std::ofstream(temporary.path() / "home/lock") << "x";
  fs::create_directory_symlink(temporary.path() / "home", data);
  EXPECT_EQ(refusal(),
            data.string() + " is not deleted: it is not a folder (a symbolic link is not followed: give its target)");
  const std::string message = "is not deleted: it is not a folder";
  std::string told;
  EXPECT_EQ(code_of_failure([&] { delete_data_folder(data / ""); }, &told), "not_a_data_folder");
  EXPECT_TRUE(told.contains(message)) << told;
  fs::remove(data);
  open_folder(data);
  fs::create_directory_symlink(temporary.path() / "home", data / "files");
  EXPECT_EQ(refusal(), data.string() + " is not deleted: it holds files, which is not Tenstone's");
}

}  // namespace
}  // namespace tenstone::service::local_services
