#include "tenstone/log_view/sources.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "open_below.hpp"
#include "temporary_folder.hpp"
#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> names(const std::vector<LogFile>& files) {
  std::vector<std::string> out;
  for (const LogFile& file : files) out.push_back(file.name);
  return out;
}

class SourcesTest : public ::testing::Test {
 protected:
  std::string found(std::string_view name, std::vector<std::string> patterns = {"*.log", "nginx/*"}) {
    const auto log = folder.sources(std::move(patterns)).open(name);
    if (!log) return log.error().code;
    char bytes[16];
    return std::string(bytes, static_cast<std::size_t>(read(log->file.get(), bytes, sizeof bytes)));
  }
  TemporaryFolder folder;
};

TEST_F(SourcesTest, OpensWhatAPatternMatches) {
  folder.write("a.log", "a");
  folder.write("nginx/access", "b");
  folder.write("nginx/old/access", "c");
  folder.write("key.pem", "d");
  EXPECT_EQ(found("app:a.log"), "a");
  EXPECT_EQ(found("app:nginx/access"), "b");
  EXPECT_EQ(found("app:nginx/old/access"), "log_not_found");
  EXPECT_EQ(found("app:key.pem"), "log_not_found");
}

// Each of these exists, or leads to a file that does.
TEST_F(SourcesTest, NothingElseIsFoundByAnyWay) {
  folder.write("in/a.log", "a");
  folder.write("in/.hidden.log", "a");
  folder.write("in/sub/a.log", "a");
  folder.write("out.log", "secret");
  const auto in = folder / "in";
  std::filesystem::create_symlink("../out.log", in / "link.log");
  std::filesystem::create_symlink("a.log", in / "inner.log");
  std::filesystem::create_directory_symlink("sub", in / "subl");
  std::filesystem::create_directory(in / "folder.log");
  ASSERT_EQ(mkfifo((in / "pipe.log").c_str(), 0600), 0);
  const auto sources = Sources::open({{.name = "app", .folder = in, .patterns = {"*.log", "*/*.log", "*/*/*.log"}}});
  ASSERT_TRUE(sources);
  EXPECT_TRUE(sources->open("app:sub/a.log"));
  for (const std::string name : {"",
                                 "a.log",
                                 ":a.log",
                                 "app:",
                                 "app",
                                 "other:a.log",
                                 "app:../out.log",
                                 "app:sub/../../out.log",
                                 "app:./a.log",
                                 "app:sub/../a.log",
                                 "app:/a.log",
                                 "app:sub//a.log",
                                 "app:a.log/",
                                 "app:link.log",
                                 "app:inner.log",
                                 "app:subl/a.log",
                                 "app:folder.log",
                                 "app:pipe.log",
                                 "app:.hidden.log",
                                 "app:missing.log",
                                 "app:sub",
                                 "app:.",
                                 "app:..",
                                 "app:a.log\n"}) {
    const auto log = sources->open(name);
    ASSERT_FALSE(log) << name;
    EXPECT_EQ(log.error().code, kLogNotFound.name()) << name;
  }
  const std::string with_nul("app:a.log\0.log", 14);
  EXPECT_FALSE(sources->open(with_nul));
  EXPECT_FALSE(sources->open("app:" + (folder / "out.log").string()));
}

TEST_F(SourcesTest, TheWayWithoutOpenat2RefusesTheSame) {
  folder.write("in/sub/a.log", "a");
  folder.write("out.log", "secret");
  std::filesystem::create_symlink("../out.log", folder / "in/link.log");
  std::filesystem::create_directory_symlink("sub", folder / "in/subl");
  const Fd root(::open((folder / "in").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  for (const auto open : {+[](int at, const std::string& path) { return walk_below(at, path, O_RDONLY); },
                          +[](int at, const std::string& path) { return open_below(at, path, O_RDONLY); }}) {
    EXPECT_TRUE(open(root.get(), "sub/a.log"));
    EXPECT_FALSE(open(root.get(), "link.log"));
    EXPECT_FALSE(open(root.get(), "subl/a.log"));
  }
  EXPECT_FALSE(open_below(root.get(), "../out.log", O_RDONLY));
}

TEST_F(SourcesTest, TheRootMayBeASymbolicLink) {
  folder.write("real/a.log", "a");
  std::filesystem::create_directory_symlink("real", folder / "logs");
  const auto sources = Sources::open({{.name = "app", .folder = folder / "logs"}});
  ASSERT_TRUE(sources);
  EXPECT_TRUE(sources->open("app:a.log"));
}

TEST_F(SourcesTest, RefusesFoldersThatItCannotUse) {
  const std::vector<std::vector<Root>> wrong = {{{.name = "app", .folder = folder / "missing"}},
                                                {{.name = "", .folder = folder.path()}},
                                                {{.name = "A:b", .folder = folder.path()}},
                                                {{.name = "a", .folder = folder.path()}, {.name = "a", .folder = "/"}}};
  for (const auto& roots : wrong) {
    const auto sources = Sources::open(roots);
    ASSERT_FALSE(sources);
    EXPECT_EQ(sources.error().code, kLogRootUnusable.name());
  }
}

TEST_F(SourcesTest, ListsWhatItOpensWithSizeAndTime) {
  folder.write("b.log", "12345");
  folder.write("a.log", "");
  folder.write("a.log.1", "old");
  folder.write("a.log.1.gz", "packed");
  folder.write("nginx/access", "b");
  folder.write("other", "x");
  std::filesystem::create_symlink("b.log", folder / "link.log");
  const auto sources = folder.sources({"*.log", "nginx/*"});
  const auto files = sources.list();
  EXPECT_THAT(names(files), ElementsAre("app:a.log", "app:a.log.1", "app:b.log", "app:nginx/access"));
  for (const LogFile& file : files) {
    const auto log = sources.open(file.name);
    ASSERT_TRUE(log) << file.name;
    EXPECT_EQ(log->about, file);
  }
  EXPECT_EQ(files[2].size, 5U);
  struct stat status{};
  ASSERT_EQ(stat((folder / "b.log").c_str(), &status), 0);
  EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(files[2].modified_at).time_since_epoch().count(),
            status.st_mtim.tv_sec);
}

TEST_F(SourcesTest, AChainIsOldestFirst) {
  for (const std::string name : {"a.log", "a.log.1", "a.log.2", "a.log.10", "a.log-20260101", "a.log-20251231", "b.log",
                                 "a.log.01", "a.log.1.gz", "ba.log.1"})
    folder.write(name, "x");
  const auto sources = folder.sources();
  for (const std::string name : {"app:a.log", "app:a.log.2"})
    EXPECT_THAT(names(sources.chain(name)), ElementsAre("app:a.log-20251231", "app:a.log-20260101", "app:a.log.10",
                                                        "app:a.log.2", "app:a.log.1", "app:a.log"));
  EXPECT_THAT(sources.chain("app:c.log"), IsEmpty());
  EXPECT_THAT(sources.chain("app:../a.log"), IsEmpty());
}

TEST(Stem, IsTheNameWithoutARotation) {
  EXPECT_EQ(stem("a.log.1"), "a.log");
  EXPECT_EQ(stem("app:n/a.log-20260101"), "app:n/a.log");
  EXPECT_EQ(stem("a-2026010112"), "a");
  for (const std::string name : {"a.log", "a.log.0", "a.log.01", "a.log.12345", "a-2026", "20260101", "-20260101",
                                 "app:.1", "n/.1", "", "1", "a.log.1.gz"})
    EXPECT_EQ(stem(name), name);
}

}  // namespace
}  // namespace tenstone::log_view
