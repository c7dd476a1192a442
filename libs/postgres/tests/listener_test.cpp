#include "tenstone/runtime/event.hpp"
#include "test_database.hpp"

namespace tenstone::postgres {
namespace {
using namespace std::chrono_literals;

using ListenerTest = DatabaseTest;

struct Heard {
  explicit Heard(runtime::Loop& loop) : changed(loop) {}
  std::vector<std::string> messages;
  int listening = 0;
  runtime::Event changed;
};

Task<> until(Heard* heard, int listening, std::size_t messages) {
  while (heard->listening < listening || heard->messages.size() < messages) {
    if (!co_await heard->changed.wait(10s)) throw std::runtime_error("nothing heard");
  }
}

Listener listen(Database* on, Heard* heard, std::string channel) {
  return on->listen(
      std::move(channel),
      [heard](std::string_view payload) {
        heard->messages.emplace_back(payload);
        heard->changed.notify();
      },
      [heard] {
        ++heard->listening;
        heard->changed.notify();
      });
}

constexpr Statement kNotify{"notify", "select pg_notify($1, $2)"};
constexpr Statement kKill{"kill",
                          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() "
                          "and application_name = 'tenstone listen'"};

TEST_F(ListenerTest, HearsAgainAfterAReconnectAndSaysSo) {
  const auto body = [](Database* on) -> Task<std::vector<std::string>> {
    Heard heard(runtime::Loop::current());
    const Listener listener = listen(on, &heard, "Odd \"name\"");
    co_await until(&heard, 1, 0);
    const auto one = co_await on->write(kNotify, "Odd \"name\"", "one");
    EXPECT_TRUE(one);
    co_await until(&heard, 1, 1);
    const auto killed = co_await on->write(kKill);
    EXPECT_TRUE(killed);
    co_await until(&heard, 2, 1);
    const auto two = co_await on->write(kNotify, "Odd \"name\"", "two");
    EXPECT_TRUE(two);
    co_await until(&heard, 2, 2);
    co_return heard.messages;
  };
  EXPECT_THAT(run(body(&database())), ::testing::ElementsAre("one", "two"));
}

TEST_F(ListenerTest, ChannelsAreKeptApartAndEndWithTheirListener) {
  const auto body = [](Database* on) -> Task<std::string> {
    Heard a(runtime::Loop::current()), b(runtime::Loop::current());
    auto first = std::make_unique<Listener>(listen(on, &a, "a"));
    const Listener second = listen(on, &b, "b");
    co_await until(&a, 1, 0);
    co_await until(&b, 1, 0);
    const auto one = co_await on->write(kNotify, "a", "one");
    co_await until(&a, 1, 1);
    first.reset();
    const auto two = co_await on->write(kNotify, "a", "two");
    const auto three = co_await on->write(kNotify, "b", "three");
    EXPECT_TRUE(one && two && three);
    co_await until(&b, 1, 1);
    co_return fmt::format("{} {} {} {}", a.messages.size(), a.messages[0], b.messages.size(), b.messages[0]);
  };
  EXPECT_EQ(run(body(&database())), "1 one 1 three");
}

}  // namespace
}  // namespace tenstone::postgres
