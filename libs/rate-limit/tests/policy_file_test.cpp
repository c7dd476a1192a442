#include "tenstone/rate_limit/policy_file.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

#include "tenstone/http/app.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::rate_limit {
namespace {

constexpr std::string_view kOne = R"({"policies":[{"name":"a","limit":1,"window_s":60}]})";
constexpr std::string_view kTwo =
    R"({"policies":[{"name":"a","limit":2,"window_s":60},{"name":"b","limit":1,"window_s":60}]})";
constexpr std::string_view kWrong = R"({"policies":[{"name":"a","limit":0,"window_s":60}],"polices":[]})";

class PolicyFileTest : public ::testing::Test {
 protected:
  PolicyFileTest() {
    std::string name = std::filesystem::temp_directory_path() / "policiesXXXXXX";
    folder_ = mkdtemp(name.data());
    write(kOne);
    loops_.start();
  }
  ~PolicyFileTest() override {
    loops_.stop();
    loops_.join();
    std::filesystem::remove_all(folder_);
  }
  void write(std::string_view text) const { std::ofstream(file(), std::ios::binary) << text; }
  std::filesystem::path file() const { return folder_ / "limits.json"; }
  std::string log() const {
    std::ifstream in(folder_ / "log");
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }
  // Those that were logged before it.
  void wait_for_lines(const logging::Logger& logger) const {
    logger.info("test.ended");
    while (!log().contains("test.ended")) std::this_thread::yield();
  }
  std::size_t lines_with(std::string_view event) const {
    const std::string text = log();
    std::size_t count = 0;
    for (auto at = text.find(event); at != text.npos; at = text.find(event, at + 1)) ++count;
    return count;
  }

  std::filesystem::path folder_;
  testing::FakeClock clock_;
  runtime::Loops loops_{1};
  runtime::BlockingPool blocking_{1, 8};
};

TEST_F(PolicyFileTest, TakesAGoodDocumentAndKeepsTheOldOneOtherwise) {
  const logging::Logger log = logging::make({.destination = (folder_ / "log").string(), .process = "test"}, clock_);
  PolicyFile policies(loops_, blocking_, log, file());
  const auto look = [&] { testing::await(loops_[0], policies.look()); };
  const auto limit = [&] { return policies.rules().hold()->find("a")->policy.limit; };
  EXPECT_EQ(limit(), 1);
  look();
  EXPECT_EQ(limit(), 1);
  write(kTwo);
  look();
  EXPECT_EQ(limit(), 2);
  EXPECT_NE(policies.rules().hold()->find("b"), nullptr);
  write(kWrong);
  look();
  look();
  EXPECT_EQ(limit(), 2);
  std::filesystem::remove(file());
  look();
  look();
  EXPECT_EQ(limit(), 2);
  write(kOne);
  look();
  EXPECT_EQ(limit(), 1);
  wait_for_lines(log);
  EXPECT_EQ(lines_with("limits.changed"), 2U) << this->log();
  EXPECT_EQ(lines_with("limits.refused"), 2U) << this->log();  // one for each state of the file, not for each look
  EXPECT_EQ(lines_with("/policies/0/limit"), 1U) << this->log();
}

TEST_F(PolicyFileTest, DoesNotStartOnAWrongDocument) {
  write(kWrong);
  try {
    const PolicyFile policies(loops_, blocking_, {}, file());
    FAIL() << "it started";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.error().code, "limit_policies_invalid");
    EXPECT_EQ(failure.error().issues.size(), 2U);
  }
  std::filesystem::remove(file());
  EXPECT_THROW(PolicyFile(loops_, blocking_, {}, file()), Failure);
  std::filesystem::create_directory(file());
  EXPECT_THROW(PolicyFile(loops_, blocking_, {}, file()), Failure);
}

TEST_F(PolicyFileTest, WarnsWhenNothingIsLimitedAnyMore) {
  const logging::Logger log = logging::make({.destination = (folder_ / "log").string(), .process = "test"}, clock_);
  PolicyFile policies(loops_, blocking_, log, file());
  write(R"({"policies": []})");
  testing::await(loops_[0], policies.look());
  wait_for_lines(log);
  EXPECT_EQ(lines_with(R"("level":"warn","event":"limits.changed")"), 1U) << this->log();
}

TEST_F(PolicyFileTest, WithoutAFileTheBuiltInOneHolds) {
  PolicyFile policies(loops_, blocking_, {}, "", kTwo);
  policies.start();
  testing::await(loops_[0], policies.stop());
  EXPECT_NE(policies.rules().hold()->find("b"), nullptr);
  EXPECT_THROW(PolicyFile(loops_, blocking_, {}, "", kWrong), Failure);
}

TEST_F(PolicyFileTest, RefusesPoliciesAboutRoutesThatThereAreNot) {
  const logging::Logger log = logging::make({.destination = (folder_ / "log").string(), .process = "test"}, clock_);
  http::App app;
  app.get("/notes/{id}", [](http::Request&) -> Task<http::Response> { co_return http::Response(); });
  PolicyFile policies(loops_, blocking_, log, file());
  policies.check_against(app);
  const auto about = [](std::string_view route) {
    return R"({"policies":[{"name":"b","limit":1,"window_s":60,"match":{"routes":["/notes/{id}",")" +
           std::string(route) + R"("]}}]})";
  };
  write(about("/notes/{key}"));
  testing::await(loops_[0], policies.look());
  EXPECT_NE(policies.rules().hold()->find("a"), nullptr);
  wait_for_lines(log);
  EXPECT_EQ(lines_with("/policies/0/match/routes/1: is no route of this program"), 1U) << this->log();
  write(about("/notes/{id}"));
  testing::await(loops_[0], policies.look());
  EXPECT_NE(policies.rules().hold()->find("b"), nullptr);
  EXPECT_THROW(PolicyFile(loops_, blocking_, {}, "", about("/note")).check_against(app), Failure);
}

TEST_F(PolicyFileTest, FollowsUntilItIsStopped) {
  PolicyFile policies(loops_, blocking_, {}, file());
  write(kTwo);
  policies.start();
  // The first look is at once.
  while (policies.rules().hold()->find("b") == nullptr) std::this_thread::yield();
  testing::await(loops_[0], policies.stop());
}

}  // namespace
}  // namespace tenstone::rate_limit
