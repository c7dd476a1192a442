// A module that throws, at the start or at the end: the process ends, with a code, and says which one it was.
#include <csignal>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "temporary_folder.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::service {
namespace {
using namespace std::chrono_literals;

using local_services::eventually;
using local_services::TemporaryFolder;

enum class At { Open, Serving, Work, Drain };

class Fragile final : public Module {
 public:
  explicit Fragile(At at) : at_(at) {}
  std::string_view name() const override { return "fragile"; }
  void open(Service&) override { fail(At::Open); }
  void serving() override { fail(At::Serving); }
  void work() override { fail(At::Work); }
  Task<bool> drain() override {
    fail(At::Drain);
    co_return true;
  }

 private:
  void fail(At here) const {
    if (here == at_) throw std::runtime_error("broken glass");
  }
  const At at_;
};

class Sound final : public Module {
 public:
  explicit Sound(std::string file) : file_(std::move(file)) {}
  std::string_view name() const override { return "sound"; }
  Task<bool> drain() override {
    std::ofstream(file_) << "drained";
    co_return true;
  }

 private:
  const std::string file_;
};

class FailingModuleDeathTest : public ::testing::TestWithParam<At> {
 protected:
  // In a process of its own, as its main() would; ended after 20 s.
  [[noreturn]] void live() {
    ::alarm(20);
    std::_Exit(main_program());
  }
  int main_program() {
    Fragile fragile(GetParam());
    Sound sound(drained);
    Service service("sample");  // when it goes, what waits is written to the log
    service.add(sound);
    service.add(fragile);
    const std::jthread stop([this](const std::stop_token& ended) {
      while (!ended.stop_requested() && !text_of(log).contains("process.ready")) std::this_thread::sleep_for(5ms);
      if (!ended.stop_requested()) kill(getpid(), SIGTERM);
    });
    std::vector<std::string> words = {
        "sample",          "serve", "--http-port",       "0", "--data", (folder.path() / "data").string(),
        "--runtime-loops", "2",     "--log-destination", log};
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    http::App app;
    return run(service, static_cast<int>(argv.size()), argv.data(),
               [&] { return service.serve(app, Service::Role::Worker); });
  }
  static std::string text_of(const std::string& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  const TemporaryFolder folder;
  const std::string log = folder.path() / "log", drained = folder.path() / "drained";
};

TEST_P(FailingModuleDeathTest, EndsTheProcessWithACodeAndALineThatNamesIt) {
  EXPECT_EXIT(live(), ::testing::ExitedWithCode(1), "");
  const std::string text = text_of(log);
  EXPECT_TRUE(text.contains(R"("module":"fragile")")) << text;
  EXPECT_TRUE(text.contains("broken glass")) << text;
  EXPECT_EQ(text_of(drained), GetParam() == At::Drain ? "drained" : "");  // those before it drain all the same
}

INSTANTIATE_TEST_SUITE_P(All, FailingModuleDeathTest, ::testing::Values(At::Open, At::Serving, At::Work, At::Drain));

}  // namespace
}  // namespace tenstone::service
