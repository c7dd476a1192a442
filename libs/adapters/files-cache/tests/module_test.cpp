// Which folder an api takes for its cache.
#include "tenstone/files_cache/module.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "tenstone/http/app.hpp"
#include "tenstone/runtime/time.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::files_cache {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ModuleTest : public ::testing::Test {
 protected:
  ~ModuleTest() override {
    service_.reset();
    fs::remove_all(folder_);
  }
  void open(std::vector<std::string> more = {}) {
    service_.emplace("files", service::Needs{.postgres = true});
    service_->with<Module>();
    std::vector<std::string> flags{"--postgres-url=" + database_.url(), "--data=" + data_.string(), "--http-port=0",
                                   "--log-destination=" + log_.string()};
    flags.insert(flags.end(), more.begin(), more.end());
    const auto loaded = service_->load(flags);
    if (!loaded) throw Failure(loaded.error());
    service_->open();
  }
  // Serves until it is ready, which it is after it has taken over signals, and the log has `event`, or for 60 s.
  void serve_until(const std::string& event, service::Service::Role role = service::Service::Role::Api) {
    http::App app;
    auto ended = std::async(std::launch::async, [&] { return service_->serve(app, role); });
    const runtime::Stopwatch watch;
    const auto has = [&](const std::string& what) { return text_of(log_).contains(what); };
    while (!(has("process.ready") && has(event)) && watch.elapsed() < std::chrono::seconds(60))
      std::this_thread::yield();
    raise(SIGTERM);
    EXPECT_EQ(ended.get(), 0);
    EXPECT_THAT(text_of(log_), HasSubstr(event));
  }
  static std::string text_of(const fs::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  // Works on a folder as another process does.
  std::unique_ptr<file_cache::FileCache> work_on(const fs::path& folder) {
    fs::create_directories(folder.parent_path());
    return std::make_unique<file_cache::FileCache>(file_cache::Options{.folder = folder}, clock_, logging::Logger(),
                                                   registry_);
  }

  const testing::TemporaryDatabase database_{{}};
  const fs::path folder_ = fs::temp_directory_path() / database_.name();
  const fs::path data_ = folder_ / "data", log_ = folder_ / "log";
  const bool made_ = fs::create_directories(folder_);
  SystemClock clock_;
  metrics::Registry registry_;
  std::optional<service::Service> service_;
};

TEST_F(ModuleTest, AnApiTakesAFolderOfItsPort) {
  open();
  serve_until("process.ready");
  EXPECT_TRUE(fs::exists(data_ / "cache-0" / "lock"));
  EXPECT_FALSE(fs::exists(data_ / "cache-0-2"));
}

TEST_F(ModuleTest, AWorkerTakesNone) {
  open();
  serve_until("process.ready", service::Service::Role::Worker);
  EXPECT_FALSE(fs::exists(data_ / "cache-0"));
}

TEST_F(ModuleTest, ApisOfOnePortHaveAFolderEach) {
  open();
  const auto first = work_on(data_ / "cache-0");
  serve_until("process.ready");
  EXPECT_TRUE(fs::exists(data_ / "cache-0-2" / "lock"));
}

TEST_F(ModuleTest, AChosenFolderThatIsInUseEndsTheStart) {
  const auto other = work_on(folder_ / "chosen");
  open({"--cache-folder=" + (folder_ / "chosen").string()});
  http::App app;
  try {
    service_->serve(app, service::Service::Role::Api);
    FAIL() << "it serves";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "cache_in_use");
  }
}

TEST_F(ModuleTest, WithoutAFolderItServesAllTheSame) {
  std::ofstream(folder_ / "file") << "no folder";
  open({"--cache-folder=" + (folder_ / "file" / "cache").string()});
  serve_until("cache.unavailable");
}

}  // namespace
}  // namespace tenstone::files_cache
