#include "every_loop.hpp"

#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/loop.hpp"

namespace tenstone::service {
namespace {

// On the loop that waits.
struct Answers {
  Answers(runtime::Loop& on, std::size_t loops) : home(on), changed(on), missing(loops) {}
  runtime::Loop& home;
  runtime::Event changed;
  std::size_t missing;
  bool all = true;
};

Task<> ask(std::function<Task<bool>()> holds, std::shared_ptr<Answers> answers) {
  bool yes = false;
  try {
    yes = co_await holds();
  } catch (...) {
    yes = false;
  }
  answers->home.post([answers, yes] {
    --answers->missing;
    answers->all = answers->all && yes;
    answers->changed.notify();
  });
}

}  // namespace

Task<bool> on_every_loop(runtime::Loops& loops, std::function<Task<bool>()> holds, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  const auto answers = std::make_shared<Answers>(runtime::Loop::current(), loops.size());
  for (std::size_t i = 0; i < loops.size(); ++i) loops[i].spawn(ask(holds, answers));
  while (answers->missing != 0) {
    const auto left = until - std::chrono::steady_clock::now();
    if (left.count() <= 0) co_return false;
    co_await answers->changed.wait(left);
  }
  co_return answers->all;
}

}  // namespace tenstone::service
