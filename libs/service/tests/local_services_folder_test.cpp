#include <fcntl.h>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

#include "local_services/folder.hpp"
#include "local_services/lock.hpp"
#include "local_services/log_file.hpp"
#include "local_services/supervisor_process.hpp"
#include "temporary_folder.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/local_services_errors.hpp"

namespace tenstone::service::local_services {
namespace {
namespace fs = std::filesystem;

TEST(LocalServicesLock, IsSeenByOthersOnlyAndEndsWithItsFile) {
  const TemporaryFolder temporary;
  const Folder one = open_folder(temporary.path() / "data"), other = open_folder(temporary.path() / "data");
  {
    const Folder holder = open_folder(temporary.path() / "data");
    ASSERT_TRUE(lock_shared(holder.lock.get(), LockByte::Users));
    EXPECT_TRUE(lock_shared(one.lock.get(), LockByte::Users));
    EXPECT_FALSE(lock_exclusive(other.lock.get(), LockByte::Users));
    EXPECT_TRUE(is_held(other.lock.get(), LockByte::Users));
    EXPECT_FALSE(is_held_exclusively(other.lock.get(), LockByte::Users));
    EXPECT_FALSE(is_held(other.lock.get(), LockByte::Ready)) << "the bytes are locked one by one";
    unlock(one.lock.get(), LockByte::Users);
  }
  EXPECT_FALSE(is_held(other.lock.get(), LockByte::Users));
  EXPECT_TRUE(lock_exclusive(other.lock.get(), LockByte::Users));
  EXPECT_TRUE(is_held_exclusively(one.lock.get(), LockByte::Users));
}

TEST(LocalServicesFolder, SaysWhatIsWrongWithIt) {
  const TemporaryFolder temporary;
  std::string message;
  EXPECT_EQ(code_of_failure([&] { open_folder(temporary.path() / "no/data"); }, &message), kFolderUnusable.name());
  EXPECT_TRUE(message.contains("does not exist")) << message;
  std::ofstream(temporary.path() / "file") << "x";
  EXPECT_EQ(code_of_failure([&] { open_folder(temporary.path() / "file"); }, &message), kFolderUnusable.name());
  EXPECT_TRUE(message.contains("must be a folder") && message.contains("TENSTONE_DATA")) << message;
  fs::create_directory_symlink("/", temporary.path() / "link");
  EXPECT_EQ(code_of_failure([&] { open_folder(temporary.path() / "link"); }, &message), kFolderUnusable.name());
  EXPECT_TRUE(message.contains("symbolic link")) << message;
}

TEST(LocalServicesFolder, MadeByRootBelongsToTheOwnerOfTheFolderAround) {
  if (geteuid() != 0) GTEST_SKIP() << "SKIPPED: only root can make a folder for somebody else";
  const TemporaryFolder temporary;
  ASSERT_EQ(chown(temporary.path().c_str(), 1, 1), 0);
  EXPECT_EQ(open_folder(temporary.path() / "data").owner, 1U);
  struct stat info{};
  ASSERT_EQ(stat((temporary.path() / "data/lock").c_str(), &info), 0);
  EXPECT_EQ(info.st_uid, 1U);
}

// As somebody who is not root, whoever runs the test.
int as_a_user(const std::function<void()>& work) {
  return exit_code_of_child(start_child([&] {
    if (geteuid() == 0 && (setresgid(1, 1, 1) != 0 || setresuid(1, 1, 1) != 0)) return 2;
    try {
      work();
      return ::testing::Test::HasFailure() ? 1 : 0;
    } catch (const std::exception& error) {
      fprintf(stderr, "%s\n", error.what());
      return 3;
    }
  }));
}

TEST(DefaultDataFolder, IsInTheCheckoutUnlessChosen) {
  const TemporaryFolder temporary;
  fs::create_directories(temporary.path() / "checkout/.git");
  fs::create_directories(temporary.path() / "checkout/deep/down");
  fs::create_directories(temporary.path() / "elsewhere");
  EXPECT_EQ(exit_code_of_child(start_child([&] {
              unsetenv("TENSTONE_DATA");
              fs::current_path(temporary.path() / "checkout/deep/down");
              EXPECT_EQ(default_data_folder(), temporary.path() / "checkout/.tenstone");
              fs::current_path(temporary.path() / "elsewhere");
              EXPECT_EQ(default_data_folder(), temporary.path() / "elsewhere/.tenstone");
              setenv("TENSTONE_DATA", "/chosen", 1);
              EXPECT_EQ(default_data_folder(), "/chosen");
              return ::testing::Test::HasFailure() ? 1 : 0;
            })),
            0);
}

TEST(DefaultDataFolder, OfAReadOnlyCheckoutIsAtHomeUnlessOneExists) {
  const TemporaryFolder temporary;
  fs::create_directories(temporary.path() / "shop/.git");
  fs::create_directories(temporary.path() / "home");
  fs::permissions(temporary.path(), fs::perms(0755));
  fs::permissions(temporary.path() / "home", fs::perms(0777));
  fs::permissions(temporary.path() / "shop", fs::perms(0555));
  const auto look = [&](const std::function<void(const fs::path&)>& expect) {
    return as_a_user([&] {
      unsetenv("TENSTONE_DATA");
      setenv("HOME", (temporary.path() / "home").c_str(), 1);
      fs::current_path(temporary.path() / "shop");
      expect(default_data_folder());
    });
  };
  EXPECT_EQ(look([&](const fs::path& folder) {
              EXPECT_EQ(folder.parent_path(), temporary.path() / "home/.local/state/tenstone");
              EXPECT_TRUE(folder.filename().string().starts_with("shop-")) << folder;
              open_folder(folder);
            }),
            0);
  fs::permissions(temporary.path() / "shop", fs::perms(0755));
  fs::create_directory(temporary.path() / "shop/.tenstone");
  fs::permissions(temporary.path() / "shop/.tenstone", fs::perms(0500));
  fs::permissions(temporary.path() / "shop", fs::perms(0555));
  EXPECT_EQ(look([&](const fs::path& folder) {
              EXPECT_EQ(folder, temporary.path() / "shop/.tenstone");
              EXPECT_NE(code_of_failure([&] { open_folder(folder); }), "");
            }),
            0);
  fs::permissions(temporary.path() / "shop", fs::perms(0755));
}

TEST(SupervisorReport, CarriesAnErrorToTheStarter) {
  EXPECT_FALSE(error_in(kReadyReport));
  EXPECT_FALSE(error_in("")) << "another supervisor was first";
  const auto error = error_in(report_of(Error(kOtherVersion, "Too new", "16\nor so")));
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code, kOtherVersion.name());
  EXPECT_EQ(error->message, "Too new (16\nor so)");
}

TEST(ServicesLog, StaysSmallUnderItsWriters) {
  const TemporaryFolder temporary;
  const Folder folder = open_folder(temporary.path() / "data");
  const Fd writer = open_log(folder);
  const auto log = folder.path / "services.log", old = folder.path / "services.log.1";
  const std::string line(1 << 10, 'x');
  for (int n = 0; n < 1 << 10; ++n) ASSERT_EQ(write(writer.get(), line.data(), line.size()), 1 << 10);
  rotate_log(folder);
  EXPECT_FALSE(fs::exists(old)) << "1 MiB is still allowed";
  ASSERT_EQ(write(writer.get(), "last", 4), 4);
  rotate_log(folder);
  EXPECT_EQ(fs::file_size(old), 1U << 20);
  EXPECT_EQ(tail(folder.dir.get(), "services.log.1", 4), "last");
  ASSERT_EQ(write(writer.get(), "next", 4), 4);
  EXPECT_EQ(fs::file_size(log), 4U) << "the writer goes on at the beginning";
}

}  // namespace
}  // namespace tenstone::service::local_services
