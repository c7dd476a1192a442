#include "tenstone/platform/logs.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>

#include "tenstone/config/table.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::platform {
namespace {

// A process that reads its settings and does nothing else.
class LogRoots : public ::testing::Test {
 protected:
  LogRoots() {
    std::string name = std::filesystem::temp_directory_path() / "rootsXXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~LogRoots() override { std::filesystem::remove_all(folder_); }

  std::string path(std::string_view name) const { return folder_ / name; }
  void write(std::string_view name) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << "2026-11-22 08:15:00 INFO started\n";
  }
  // The names of all files that may be read.
  std::vector<std::string> readable(std::vector<std::string> flags) const {
    service::Service service("logs", {}, service::Service::Tool());
    const auto& settings = service.config().add<log_view::Settings>("logs");
    flags.push_back("--data=" + path("data"));
    const auto loaded = service.load(flags);
    EXPECT_TRUE(loaded);
    const auto sources = log_view::Sources::open(log_roots(service, settings));
    EXPECT_TRUE(sources);
    std::vector<std::string> names;
    for (const log_view::LogFile& each : sources->list()) names.push_back(each.name);
    return names;
  }

 private:
  std::filesystem::path folder_;
};

using Names = std::vector<std::string>;

TEST_F(LogRoots, AreNoneWhereNoFileIsKept) {
  EXPECT_EQ(readable({}), Names());
  EXPECT_EQ(readable({"--log-destination=/dev/null"}), Names());
}

TEST_F(LogRoots, AreTheFolderThatUpWritesTo) {
  write("data/logs/tenstone.log");
  write("data/secret.log");
  EXPECT_EQ(readable({}), Names{"tenstone:tenstone.log"});
}

TEST_F(LogRoots, AreTheProcessesOwnFileAndNothingBesideIt) {
  write("var/api[1].log");
  write("var/api1.log");
  write("var/other.log");
  write("data/logs/tenstone.log");
  EXPECT_EQ(readable({"--log-file=" + path("var/api[1].log")}), Names{"tenstone:api[1].log"});
  EXPECT_EQ(readable({"--log-destination=" + path("var/api1.log")}), Names{"tenstone:api1.log"});
}

TEST_F(LogRoots, AreThoseOfTheSettingsWhereThereAreAny) {
  write("var/api.log");
  write("data/logs/tenstone.log");
  EXPECT_EQ(readable({"--logs-folders=own=" + path("var"), "--log-file=" + path("data/logs/tenstone.log")}),
            Names{"own:api.log"});
}

}  // namespace
}  // namespace tenstone::platform
