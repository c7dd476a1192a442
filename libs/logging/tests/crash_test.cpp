#include "tenstone/logging/crash.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <gtest/gtest.h>

#include "tenstone/logging/logger.hpp"

namespace tenstone::logging {
namespace {

// Each leaves more lines behind than the writing thread has had time for.
void log_much() {
  static const SystemClock clock;
  static const Logger log = make({.destination = "stderr"}, clock);
  write_last_lines_in_a_crash();
  for (int i = 0; i < 5000; ++i) log.info("line.before", {{"n", i}});
  log.error("last.words");
}

TEST(CrashDeathTest, AnAbortHasItsLastLinesInTheLog) {
  EXPECT_EXIT(
      {
        log_much();
        std::abort();
      },
      ::testing::KilledBySignal(SIGABRT), "last.words");
}

TEST(CrashDeathTest, AnExceptionThatNobodyCatchesHasItsLastLinesInTheLog) {
  EXPECT_EXIT(
      {
        log_much();
        std::terminate();
      },
      ::testing::KilledBySignal(SIGABRT), "last.words");
}

TEST(CrashDeathTest, ASignalThatKillsHasItsLastLinesInTheLog) {
  EXPECT_EXIT(
      {
        std::signal(SIGBUS, SIG_DFL);  // a sanitizer's handler would exit instead
        log_much();
        std::raise(SIGBUS);
      },
      ::testing::KilledBySignal(SIGBUS), "last.words");
}

}  // namespace
}  // namespace tenstone::logging
