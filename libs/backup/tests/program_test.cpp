#include "program.hpp"

#include <gtest/gtest.h>
#include <thread>

#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {

Result<std::string_view> nothing() { return std::string_view(); }

Program shell(std::string script, std::map<std::string, std::string> environment = {}) {
  return {.path = "/bin/sh", .arguments = {"-c", std::move(script)}, .environment = std::move(environment)};
}

struct Output {
  std::string text;
  std::function<Result<void>(std::string_view)> take = [this](std::string_view piece) {
    text += piece;
    return Result<void>();
  };
};

TEST(RunProgram, KeepsErrorOutputApart) {
  Output output;
  ASSERT_TRUE(run_program(shell("echo one; echo warning >&2; echo two"), nothing, output.take, {}));
  EXPECT_EQ(output.text, "one\ntwo\n");
}

TEST(RunProgram, IsAFailureWhateverItWroteBefore) {
  Output output;
  const auto ran = run_program(shell("echo data; echo 'the reason' >&2; exit 3"), nothing, output.take, {});
  ASSERT_FALSE(ran);
  EXPECT_TRUE(ran.error().is(kBackupProgramFailed));
  EXPECT_EQ(ran.error().message, "sh failed with exit code 3");
  EXPECT_EQ(ran.error().detail, "the reason\n");
  EXPECT_EQ(run_program(shell("kill -9 $$"), nothing, output.take, {}).error().message, "sh was ended by signal 9");
  EXPECT_TRUE(run_program({.path = "/no/such/program"}, nothing, output.take, {}).error().is(kBackupProgramFailed));
}

TEST(RunProgram, PassesInputOfAnySizeThrough) {
  const std::string piece(1'000'003, 'x');
  int pieces = 0;
  std::size_t received = 0;
  const auto ran = run_program(
      shell("cat"), [&]() -> Result<std::string_view> { return ++pieces <= 5 ? std::string_view(piece) : ""; },
      [&](std::string_view bytes) { return received += bytes.size(), Result<void>(); }, {});
  ASSERT_TRUE(ran) << ran.error().detail;
  EXPECT_EQ(received, 5 * piece.size());
}

TEST(RunProgram, SurvivesAProgramThatReadsNothing) {
  Output output;
  const std::string piece(1'000'000, 'x');
  const auto endless = [&]() -> Result<std::string_view> { return std::string_view(piece); };
  const auto ran = run_program(shell("exec <&-; echo 'syntax error' >&2; exit 1"), endless, output.take, {});
  EXPECT_EQ(ran.error().detail, "syntax error\n");
}

TEST(RunProgram, GetsItsOwnEnvironmentBesideOurs) {
  Output output;
  ASSERT_TRUE(
      run_program(shell("echo $PGPASSWORD ${PATH:+path}", {{"PGPASSWORD", "secret word"}}), nothing, output.take, {}));
  EXPECT_EQ(output.text, "secret word path\n");
}

TEST(RunProgram, EndsWhenItsReceiverFails) {
  const auto full = [](std::string_view) -> Result<void> { return Error(kInternal, "full"); };
  EXPECT_EQ(run_program(shell("while :; do echo x; done"), nothing, full, {}).error().message, "full");
}

TEST(RunProgram, EndsOnRequest) {
  std::stop_source stop;
  const auto stop_now = [&](std::string_view) { return stop.request_stop(), Result<void>(); };
  const auto ran = run_program(shell("echo x; exec sleep 600"), nothing, stop_now, stop.get_token());
  ASSERT_FALSE(ran);
  EXPECT_TRUE(ran.error().is(kBackupCancelled));
}

}  // namespace
}  // namespace tenstone::backup
