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

TEST_F(ListenerTest, HearsAgainThoughTheReportOfTheReconnectThrew) {
  Options options = ListenerTest::options();
  options.report = [thrown = false](std::string_view event, std::string_view) mutable {
    if (event == "database.restored" && !std::exchange(thrown, true)) throw std::runtime_error("the disk is full");
  };
  open(std::move(options));
  const auto body = [](Database* on) -> Task<int> {
    Heard heard(runtime::Loop::current());
    const Listener listener = listen(on, &heard, "a");
    co_await until(&heard, 1, 0);
    const auto killed = co_await on->write(kKill);
    EXPECT_TRUE(killed);
    co_await until(&heard, 2, 0);
    co_return heard.listening;
  };
  EXPECT_EQ(run(body(&database())), 2);
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

// PostgreSQL refuses the name of no letters.
TEST_F(ListenerTest, ARefusedListenIsReportedOnceWaitsAndHoldsNoOtherBack) {
  std::atomic<int> reports = 0;
  loops_.supervision().on_end([&](const runtime::TaskEnd& end) { reports += end.repeated ? 0 : 1; });
  const auto body = [](Database* on) -> Task<Listener> {
    Heard refused(runtime::Loop::current()), heard(runtime::Loop::current());
    Listener listener = listen(on, &refused, "");
    const Listener other = listen(on, &heard, "other");
    co_await until(&heard, 1, 0);
    co_return listener;
  };
  Listener refused = run(body(&database()));
  const std::string last =
      "select coalesce(extract(epoch from clock_timestamp() - max(query_start)), 0) > 0.2 from pg_stat_activity "
      "where datname = '" +
      test_.name() + "' and application_name = 'tenstone listen' and state like 'idle%'";
  const auto until = std::chrono::steady_clock::now() + 5s;
  bool waited = false;
  while (!waited && std::chrono::steady_clock::now() < until) waited = test_.sql(last) == "t";
  EXPECT_TRUE(waited) << "it is tried again and again";
  EXPECT_EQ(reports, 1);
  EXPECT_THAT(loops_.supervision().down(), ::testing::ElementsAre("postgres.listen"));
  const auto end = [](Listener* listener) -> Task<> {
    *listener = Listener();
    co_return;
  };
  run(end(&refused));
}

}  // namespace
}  // namespace tenstone::postgres
