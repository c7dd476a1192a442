#include "tenstone/runtime/published.hpp"

#include <future>
#include <gtest/gtest.h>

namespace tenstone::runtime {
namespace {

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

}  // namespace
}  // namespace tenstone::runtime
