#include "tenstone/runtime/published.hpp"

#include <future>
#include <gtest/gtest.h>

#include "tenstone/runtime/time.hpp"
#include "tenstone/testing/await.hpp"

namespace tenstone::runtime {
namespace {
using namespace std::chrono_literals;

using testing::await;

// Says when it goes.
struct Value {
  int number;
  std::shared_ptr<std::promise<void>> gone;
  ~Value() {
    if (gone) gone->set_value();
  }
  Value(int of, std::shared_ptr<std::promise<void>> says) : number(of), gone(std::move(says)) {}
  Value(Value&&) = default;
};

TEST(Published, AReplacedValueLivesUntilNoLoopCanBeLookingAtIt) {
  Loops loops(2);
  loops.start();
  auto says = std::make_shared<std::promise<void>>();
  auto gone = says->get_future();
  Published<Value> published(loops, Value(1, std::move(says)));

  std::promise<void> looks, go_on;
  loops[1].post([&, until = go_on.get_future()] {
    const Value& seen = published.now();
    looks.set_value();
    until.wait();
    EXPECT_EQ(seen.number, 1);
  });
  looks.get_future().wait();
  published.publish(Value(2, nullptr));
  EXPECT_EQ(published.now().number, 2);

  std::promise<void> other;  // the other loop is done with it
  loops[0].post([&other] { other.set_value(); });
  other.get_future().wait();
  EXPECT_EQ(gone.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  go_on.set_value();
  gone.wait();
}

// Counts those that live.
struct Snapshot {
  Snapshot(int number, int& count) : value(number), alive(&count) { ++*alive; }
  Snapshot(Snapshot&& other) noexcept : value(other.value), alive(std::exchange(other.alive, nullptr)) {}
  ~Snapshot() {
    if (alive) --*alive;
  }
  int value;
  int* alive;
};

TEST(Published, KeepsWhatATaskStillLooksAt) {
  Loops loops(1);
  int alive = 0;
  Published<Snapshot> published(loops, Snapshot(1, alive));
  loops.start();
  const auto body = [&]() -> Task<std::array<int, 3>> {
    const Snapshot& before = published.now();
    published.publish(Snapshot(2, alive));
    const int still = before.value, both = alive;
    co_await sleep_for(0ms);  // behind what publish() posted
    co_return std::array{still, both, alive};
  };
  EXPECT_EQ(await(loops[0], body()), (std::array{1, 2, 1}));
  EXPECT_EQ(published.now().value, 2);
}

TEST(Published, CanBeHeldForLonger) {
  Loops loops(1);
  int alive = 0;
  Published<Snapshot> published(loops, Snapshot(1, alive));
  loops.start();
  const auto body = [&]() -> Task<int> {
    const auto held = published.hold();
    published.publish(Snapshot(2, alive));
    co_await sleep_for(0ms);
    co_return held->value;
  };
  EXPECT_EQ(await(loops[0], body()), 1);
  EXPECT_EQ(alive, 1);
}

}  // namespace
}  // namespace tenstone::runtime
