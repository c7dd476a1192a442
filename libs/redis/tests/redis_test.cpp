#include "redis_fixture.hpp"
#include "tenstone/testing/silent_server.hpp"

namespace tenstone::redis {
namespace {
using namespace std::chrono_literals;
using ::testing::HasSubstr;

constexpr int kTasks = 200;

class Commands : public WithLoop {
 protected:
  static void SetUpTestSuite() {
    if (getenv("REDIS_URL") == nullptr) server = std::make_unique<Server>();
  }
  static void TearDownTestSuite() { server.reset(); }
  void SetUp() override {
    WithLoop::SetUp();
    redis =
        std::make_unique<Redis>(loops, Options{.url = server ? server->url() : getenv("REDIS_URL"), .deadline = 5s});
    expect_ready(*redis);
  }
  std::string key(std::string_view name) const {
    return "tenstone:test:" + std::to_string(getpid()) + ":" + std::string(name);
  }

  static inline std::unique_ptr<Server> server;
  std::unique_ptr<Redis> redis;
};

TEST_F(Commands, GiveEveryKindOfReply) {
  const std::string bytes("\0\r\n\xFF", 4), k = key("k"), list = key("l");
  EXPECT_EQ(command(*redis, {"SET", k, bytes})->text, "OK");
  EXPECT_EQ(command(*redis, {"GET", k})->text, bytes);
  EXPECT_TRUE(command(*redis, {"GET", key("none")})->is_nil());
  EXPECT_EQ(command(*redis, {"RPUSH", list, "a", "b"})->integer, 2);
  const auto items = command(*redis, {"LRANGE", list, "0", "-1"});
  ASSERT_EQ(items->items.size(), 2U);
  EXPECT_EQ(items->items[1].text, "b");
  EXPECT_EQ(command(*redis, {"DEL", k, list})->integer, 2);
  EXPECT_TRUE(await(redis->ping()));
}

TEST_F(Commands, GiveTheServersRefusalAsAnError) {
  const auto refused = command(*redis, {"NOSUCH"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "redis_error");
  EXPECT_EQ(refused.error().kind, ErrorKind::Internal);
  EXPECT_THAT(refused.error().detail, HasSubstr("unknown command"));
  EXPECT_THROW((void)redis->command({}), std::logic_error);
}

TEST_F(Commands, RunAScriptThatRedisDoesNotKnowAnyMore) {
  const Script script("return {KEYS[1], ARGV[1], #ARGV}");
  for (int i = 0; i < 2; ++i) {
    const auto reply = await(redis->evaluate(script, {"k"}, {"a", "b"}));
    ASSERT_TRUE(reply) << reply.error().detail;
    ASSERT_EQ(reply->items.size(), 3U);
    EXPECT_EQ(reply->items[0].text, "k");
    EXPECT_EQ(reply->items[1].text, "a");
    EXPECT_EQ(reply->items[2].integer, 2);
    EXPECT_TRUE(command(*redis, {"SCRIPT", "FLUSH"}));
  }
  const Script broken("return redis.call('NOSUCH')");
  EXPECT_EQ(await(redis->evaluate(broken, {}, {})).error().code, "redis_error");
}

TEST_F(Commands, OfOneCallLeaveInOneWriteAndKeepRefusalsInPlace) {
  const std::vector<std::vector<std::string>> each{
      {"MULTI"}, {"INCR", key("n")}, {"EXEC"}, {"NOSUCH"}, {"DEL", key("n")}};
  const auto before = on_loop([&] { return redis->writes(); });
  const auto replies = await(redis->commands(each));
  ASSERT_TRUE(replies);
  ASSERT_EQ(replies->size(), 5U);
  EXPECT_EQ((*replies)[2].items.at(0).integer, 1);
  EXPECT_TRUE((*replies)[3].is_error());
  EXPECT_EQ(on_loop([&] { return redis->writes(); }) - before, 1U);
}

// How often the server has read from any client.
std::uint64_t reads_of(const std::string& info) {
  const std::string_view name = "total_reads_processed:";
  return std::stoull(info.substr(info.find(name) + name.size()));
}

TEST_F(Commands, OfOneTickLeaveInOneWriteAndComeBackInOrder) {
  const auto body = [](Redis& on, runtime::Loop& loop) -> Task<std::uint64_t> {
    runtime::TaskGroup group(loop);
    int right = 0;
    const auto echo = [](Redis& with, int i, int& count) -> Task<> {
      const std::string text = std::to_string(i);
      const auto reply = co_await with.command({"ECHO", text});
      if (reply && reply->text == text) ++count;
    };
    const auto before = on.writes();
    for (int i = 0; i < kTasks; ++i) group.spawn(echo(on, i, right));
    co_await group.join();
    EXPECT_EQ(right, kTasks);
    co_return on.writes() - before;
  };
  const auto before = reads_of(command(*redis, {"INFO", "stats"})->text);
  EXPECT_EQ(await(body(*redis, loops[0])), 1U);
  if (server) {  // nobody else uses it
    EXPECT_EQ(reads_of(command(*redis, {"INFO", "stats"})->text) - before, 2U);
  }
}

TEST_F(Commands, TakeAndGiveMegabytes) {
  const std::string big(8 << 20, 'x');
  ASSERT_TRUE(command(*redis, {"SET", key("big"), big}));
  EXPECT_EQ(command(*redis, {"GET", key("big")})->text, big);
  EXPECT_EQ(command(*redis, {"DEL", key("big")})->integer, 1);
}

class Login : public WithLoop {
 protected:
  const std::string port = free_port();
  const std::string host = "127.0.0.1:" + port;
  const Server server{{"--port", port, "--bind", "127.0.0.1", "--requirepass", "p@ss/1", "--user", "mia", "on",
                       ">s3cret", "~*", "+@all"}};
};

TEST_F(Login, GivesUserPasswordAndDatabaseBeforeAnythingElse) {
  Redis redis(loops, {.url = "redis://mia:s3cret@" + host + "/3", .deadline = 5s});
  expect_ready(redis);
  const auto info = command(redis, {"CLIENT", "INFO"});
  EXPECT_THAT(info->text, HasSubstr(" db=3 "));
  EXPECT_THAT(info->text, HasSubstr(" user=mia "));
  Redis of_default(loops, {.url = "redis://:p%40ss%2F1@localhost:" + port});
  expect_ready(of_default);
}

TEST_F(Login, SaysWhatWasRefusedAndHowToFixIt) {
  EXPECT_EQ(refusal("redis://mia:hunter2@" + host, "WRONGPASS"),
            host +
                ": AUTH was refused: WRONGPASS invalid username-password pair or user is disabled.; correct user and "
                "password in REDIS_URL");
  EXPECT_EQ(refusal("redis://" + host, "NOAUTH"),
            host +
                ": PING was refused: NOAUTH Authentication required.; write a password into REDIS_URL: "
                "redis://:password@host");
  EXPECT_EQ(refusal("redis://mia:s3cret@" + host + "/99", "DB index"),
            host + ": SELECT was refused: ERR DB index is out of range; correct the database at the end of REDIS_URL");
}

TEST_F(Login, SaysThatNobodyListens) {
  EXPECT_EQ(refusal("redis://127.0.0.1:1", "refused"), "127.0.0.1:1: Connection refused");
}

TEST_F(Login, SaysWhenAServerNeverAnswers) {
  const testing::SilentServer silent;
  Redis redis(loops, {.url = silent.url(), .connect_timeout = 20ms});
  eventually([&] {
    const auto ready = await(redis.ready(1ms));
    return ready.error().detail == silent.path() + ": no answer within 20 ms";
  });
  EXPECT_EQ(code_of(command(redis, {"PING"})), "redis_unavailable");
}

TEST(Redis, HasAConnectionPerLoop) {
  const Server server;
  runtime::Loops loops(2);
  Redis redis(loops, {.url = server.url(), .deadline = 5s});
  std::array<std::promise<std::int64_t>, 2> ids;
  const auto body = [](Redis& on, std::promise<std::int64_t>& id) -> Task<> {
    EXPECT_TRUE(co_await on.ready(10s));
    const auto reply = co_await on.command({"CLIENT", "ID"});
    id.set_value(reply ? reply->integer : 0);
  };
  for (std::size_t i = 0; i < 2; ++i) loops[i].spawn(body(redis, ids[i]));
  loops.start();
  const auto first = ids[0].get_future().get(), second = ids[1].get_future().get();
  EXPECT_GT(first, 0);
  EXPECT_GT(second, 0);
  EXPECT_NE(first, second);
}

TEST(Redis, RefusesABadAddressAtOnce) {
  runtime::Loops loops(1);
  EXPECT_THROW(Redis(loops, {.url = "localhost"}), Failure);
}

}  // namespace
}  // namespace tenstone::redis
