#include "tenstone/service/program.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "stores.hpp"
#include "temporary_folder.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::service {
namespace {

using local_services::TemporaryFolder;

int run_with(Service& service, std::vector<std::string> words, std::function<int()> serve) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return run(service, static_cast<int>(argv.size()), argv.data(), std::move(serve));
}

int never() {
  ADD_FAILURE() << "it serves";
  return 9;
}

TEST(Needs, SettingsOfAServerThatIsNotNeededAreUnknown) {
  config::Table table;
  const Settings settings(table, {.redis = true});
  std::vector<std::string> keys;
  for (const config::Key* key : table.keys()) keys.push_back(key->key);
  EXPECT_EQ(std::ranges::count(keys, "redis.url"), 1);
  EXPECT_EQ(std::ranges::count(keys, "postgres.url"), 0);
}

TEST(Needs, ProductionMissesOnlyTheUrlsOfWhatIsNeeded) {
  const std::pair<std::string, std::string> production[] = {{"TENSTONE_ENV", "production"}};
  const auto message = [&](Needs needs) {
    config::Table table;
    const Settings settings(table, needs);
    EXPECT_TRUE(table.load({}, production));
    const auto complete = check_urls(settings);
    return complete ? std::string() : complete.error().message;
  };
  EXPECT_EQ(message({}), "");
  EXPECT_NE(message({.redis = true}).find("REDIS_URL"), std::string::npos);
  EXPECT_EQ(message({.redis = true}).find("DATABASE_URL"), std::string::npos);
  EXPECT_NE(message({.postgres = true, .redis = true}).find("DATABASE_URL and REDIS_URL"), std::string::npos);
}

TEST(Program, WithoutAVerbItServesBehindOpen) {
  const TemporaryFolder folder;
  Service service("sample");
  const int code = run_with(service, {"sample", "--data", folder.path().string()}, [&] {
    EXPECT_GE(service.loops().size(), 1U);
    EXPECT_THROW(service.database(), std::logic_error);
    EXPECT_THROW(service.redis(), std::logic_error);
    return 7;
  });
  EXPECT_EQ(code, 7);
}

TEST(Program, BadUseEndsWithTwoAndServesNothing) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{"sample", "frobnicate"},
                                                {"sample", "--frobnicate"},
                                                {"sample", "--http-port=ten"},
                                                {"sample", "--http-port=70000"},
                                                {"sample", "migrate"}}) {
    Service service("sample");
    EXPECT_EQ(run_with(service, words, never), 2) << words.back();
  }
}

TEST(Program, AWorkerIsThereWhereItIsNeededAlone) {
  const std::vector<std::string> words = {"sample", "worker", "--help"};
  Service without("sample");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_with(without, words, never), 2);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "sample: there is no verb 'worker'. See: sample --help\n");
  Service with("sample", {.worker = true});
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_with(with, words, never), 2);
  EXPECT_TRUE(testing::internal::GetCapturedStderr().starts_with("sample-worker: "));
  EXPECT_EQ(with.port(), 3001);
}

TEST(Program, WhatItSaysOfItselfServesNothing) {
  for (const std::string word : {"--help", "-h", "--version", "config"}) {
    Service service("sample");
    EXPECT_EQ(run_with(service, {"sample", word}, never), 0) << word;
  }
}

TEST(Program, HealthFailsWhenNobodyAnswers) {
  Service service("sample");
  EXPECT_EQ(run_with(service, {"sample", "health", "--http-port=1"}, never), 1);
}

TEST(Program, AFailureIsReportedNotThrown) {
  const TemporaryFolder folder;
  Service service("sample");
  const int code = run_with(service, {"sample", "--data", folder.path().string()},
                            []() -> int { throw Failure(Error(kBusy, "the disk is full")); });
  EXPECT_EQ(code, 1);
}

}  // namespace
}  // namespace tenstone::service
