#include "tenstone/runtime/single_flight.hpp"

#include <future>
#include <gtest/gtest.h>

#include "tenstone/testing/await.hpp"

namespace tenstone::runtime {
namespace {
using namespace std::chrono_literals;
using testing::await;

// A flight whose maker waits until it is let go.
class Flights : public ::testing::Test {
 protected:
  Flights() { loops.start(); }
  ~Flights() override {
    loops.stop();
    loops.join();
  }
  // On the loop `at`; started when the call returns.
  std::future<Result<std::string>> call(std::size_t at, std::chrono::steady_clock::duration deadline = 10s) {
    auto answer = std::make_shared<std::promise<Result<std::string>>>();
    auto started = std::make_shared<std::promise<void>>();
    const auto body = [](Flights* self, std::chrono::steady_clock::duration wait, auto to, auto begun) -> Task<> {
      SingleFlight<std::string>::Make make = [self] { return self->make(); };
      Loop::current().post([begun] { begun->set_value(); });  // behind what run() does before it suspends
      try {
        to->set_value(co_await self->flights.run("key", std::move(make), wait));
      } catch (...) {
        to->set_exception(std::current_exception());
      }
    };
    loops[at].spawn(body(this, deadline, answer, started));
    started->get_future().get();
    return answer->get_future();
  }
  Task<Result<std::string>> make() {
    ++made;
    while (!let_go) co_await released->wait(10s);
    if (throws) throw std::runtime_error("the maker's");
    if (fails) co_return kBusy;
    co_return "value";
  }
  void release() {
    std::promise<void> done;
    loops[0].post([&] {
      let_go = true;
      released->notify();
      done.set_value();
    });
    done.get_future().get();
  }

  Loops loops{3};
  std::unique_ptr<Event> released = std::make_unique<Event>(loops[0]);
  SingleFlight<std::string> flights;
  std::atomic<int> made = 0;
  bool let_go = false, throws = false, fails = false;
};

TEST_F(Flights, OneMakesForAllOnEveryLoop) {
  std::vector<std::future<Result<std::string>>> answers;
  for (std::size_t i = 0; i < 30; ++i) answers.push_back(call(i % 3));
  release();
  for (auto& answer : answers) EXPECT_EQ(answer.get(), "value");
  EXPECT_EQ(made, 1);
  EXPECT_EQ(call(0).get(), "value");  // nothing is kept
  EXPECT_EQ(made, 2);
}

TEST_F(Flights, AnErrorIsEverybodys) {
  fails = true;
  auto first = call(0), second = call(1);
  release();
  EXPECT_EQ(first.get().error().code, "busy");
  EXPECT_EQ(second.get().error().code, "busy");
}

TEST_F(Flights, AnExceptionIsEverybodys) {
  throws = true;
  auto first = call(0), second = call(1), third = call(0);
  release();
  EXPECT_THROW((void)first.get(), std::runtime_error);
  EXPECT_THROW((void)second.get(), std::runtime_error);
  EXPECT_THROW((void)third.get(), std::runtime_error);
}

TEST_F(Flights, AWaiterWaitsNoLongerThanItsDeadline) {
  auto first = call(0);
  EXPECT_EQ(call(1, 1ms).get().error().code, "deadline_exceeded");
  release();
  EXPECT_EQ(first.get(), "value");
}

}  // namespace
}  // namespace tenstone::runtime
