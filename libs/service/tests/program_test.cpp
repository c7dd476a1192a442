#include "tenstone/service/program.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <gtest/gtest.h>

#include "stores.hpp"
#include "temporary_folder.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::service {
namespace {

using local_services::TemporaryFolder;

int run_with(Service& service, std::vector<std::string> words, std::function<int()> serve,
             const std::vector<Verb>& verbs = {}) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  return run(service, static_cast<int>(argv.size()), argv.data(), std::move(serve), verbs);
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

struct GreetOptions {
  std::vector<std::string> title;
  bool loud = false;
};
constexpr auto schema(validation::For<GreetOptions>) {
  using validation::field;
  return validation::object<GreetOptions>(
      field("title", &GreetOptions::title).or_default().each(validation::text().length(1, 5)),
      field("loud", &GreetOptions::loud).or_default());
}

Task<Result<void>> greet(Arguments arguments) {
  if (arguments.words.size() != 1) co_return Error(kArgumentsInvalid, "Name one person");
  if (arguments.words[0] == "nobody") co_return Error(kBusy, "nobody is there");
  const auto options = validation::from_query<GreetOptions>(arguments.options, "flag");
  if (!options) co_return options.error();
  for (const std::string& title : options->title) fmt::print("{} ", title);
  fmt::print("{}{}", arguments.words[0], options->loud ? "!" : "");
  co_return Result<void>();
}

// A program with the verb `greet`.
struct Greeter {
  int run(std::vector<std::string> words) {
    words.insert(words.begin(), {"sample", "greet"});
    Service service("sample");
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    const int code = run_with(service, std::move(words), never, {{"greet", "NAME [--title TITLE]…", "greet", greet}});
    out = testing::internal::GetCapturedStdout();
    err = testing::internal::GetCapturedStderr();
    return code;
  }
  std::string out, err;
};

TEST(Verbs, RunBehindOpenWithWordsThatAreNoSettings) {
  const TemporaryFolder folder;
  Greeter greeter;
  EXPECT_EQ(greeter.run({"Mia", "--title", "Dr.", "--data", folder.path().string(), "--title=Prof", "--loud"}), 0);
  EXPECT_EQ(greeter.out, "Dr. Prof Mia!");
  EXPECT_EQ(greeter.err, "");
}

TEST(Verbs, FaultsAreOneLineEach) {
  const TemporaryFolder folder;
  const std::string data = "--data=" + folder.path().string();
  Greeter greeter;
  EXPECT_EQ(greeter.run({data}), 2);
  EXPECT_EQ(greeter.err, "sample: Name one person. Usage: sample greet NAME [--title TITLE]…\n");
  EXPECT_EQ(greeter.run({"nobody", data}), 1);
  EXPECT_EQ(greeter.err, "sample: nobody is there\n");
  EXPECT_EQ(greeter.run({"Mia", data, "--title", "Professor", "--lout"}), 2);
  EXPECT_EQ(greeter.err, "sample: --title must have 1 to 5 characters\nsample: --lout is not a known field\n");
  EXPECT_EQ(greeter.run({"Mia", "--http-port=ten"}), 2);
  EXPECT_TRUE(greeter.err.starts_with("sample: --http-port")) << greeter.err;
  EXPECT_EQ(greeter.out, "");
}

TEST(Verbs, AreInTheHelp) {
  Greeter greeter;
  EXPECT_EQ(greeter.run({"--help"}), 0);
  EXPECT_EQ(greeter.out, "Usage: sample greet NAME [--title TITLE]… [SETTINGS]\n\n  greet\n");
  Service service("sample");
  testing::internal::CaptureStdout();
  EXPECT_EQ(run_with(service, {"sample", "--help"}, never, {{"short", "", "be short", greet}}), 0);
  EXPECT_NE(testing::internal::GetCapturedStdout().find("\n  short      be short\n"), std::string::npos);
}

}  // namespace
}  // namespace tenstone::service
