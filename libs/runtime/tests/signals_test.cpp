#include "tenstone/runtime/signals.hpp"

#include <csignal>
#include <future>
#include <gtest/gtest.h>

#include "tenstone/runtime/loop.hpp"

namespace tenstone::runtime {
namespace {

TEST(Signals, SentBeforeTheLoopGotToThemReachTheHandler) {
  Loops loops(1);
  std::promise<int> seen;
  on_stop_signal(loops[0], [&](int signal) { seen.set_value(signal); });
  std::raise(SIGTERM);
  loops.start();
  EXPECT_EQ(seen.get_future().get(), SIGTERM);
}

}  // namespace
}  // namespace tenstone::runtime
