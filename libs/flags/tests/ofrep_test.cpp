#include "tenstone/flags/ofrep.hpp"

#include <gtest/gtest.h>

#include "tenstone/audit/migrations.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/testing/await.hpp"
#include "tenstone/testing/fake_clock.hpp"
#include "tenstone/testing/redis_server.hpp"
#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::flags {
namespace {

using namespace std::chrono_literals;
using HeaderPairs = std::vector<std::pair<std::string, std::string>>;

// An answer as a text: the status and the body.
std::string status_and_body(const http::Response& response) {
  return fmt::format("{} {}", response.status, response.body);
}

// One process that serves.
struct Serving {
  Serving(const std::string& database_url, const std::string& redis_url, http::StreamLimits limits = {})
      : database(started(loops), {.url = database_url, .statement_timeout = 1s}),
        redis(loops, {.url = redis_url}),
        flags(loops, blocking, database, redis, logging::Logger(), registry, {.look = 1h}),
        store(database, blocking, ids, [this] { return flags.announce(); }),
        changes(loops, flags, clock, limits),
        ofrep(flags, changes) {
    add_ofrep_routes(app, ofrep);
    flags.on_change([this] { changes.announce(); });
  }
  ~Serving() {
    testing::await(loops[0], flags.stop());
    testing::await(loops[0], database.close(1s));
    loops.stop();
    loops.join();
  }
  static runtime::Loops& started(runtime::Loops& all) {
    all.start();
    return all;
  }
  void follow() {
    flags.start();
    testing::await(loops[0], flags.settled());
  }
  template <class T>
  T run(Task<T> task) {
    return testing::await(loops[0], std::move(task));
  }
  std::int64_t version() {
    const auto body = [](const Flags* of) -> Task<std::int64_t> { co_return of->now().version(); };
    return run(body(&flags));
  }
  // Puts a definition, and waits until this process knows it.
  void put(const std::string& json) {
    Definition definition = parse_definition(json).value();
    const auto known = run(store.find(definition.key));
    const auto match = known ? std::optional(web::IfMatch{.versions = {known->revision}}) : std::nullopt;
    ASSERT_TRUE(run(store.put({"operator"}, std::move(definition), match, true)));
    settle();
  }
  void settle() {
    const auto version_now = run(store.kill_switch()).version;
    for (int i = 0; i < 2000 && version() < version_now; ++i) std::this_thread::sleep_for(5ms);
    ASSERT_EQ(version(), version_now);
  }
  MadeKey make_key(KeyKind kind) {
    auto key = run(store.make_key({"operator"}, "of a test", kind)).value();
    settle();
    return key;
  }
  http::Response ask(http::Method method, const std::string& target, HeaderPairs headers,
                     const std::string& body = "") {
    const auto call = [](const http::App* of, http::Method by, std::string at, HeaderPairs with,
                         std::string what) -> Task<http::Response> {
      http::Request request(by, std::move(at), std::move(with), std::move(what));
      co_return co_await of->handle(request);
    };
    return run(call(&app, method, target, std::move(headers), body));
  }

  testing::FakeClock clock;
  runtime::Loops loops{2};
  runtime::BlockingPool blocking{1, 10};
  metrics::Registry registry;
  Ids ids{clock};
  postgres::Database database;
  redis::Redis redis;
  Flags flags;
  Store store;
  Changes changes;
  Ofrep ofrep;
  http::App app;
};

class OfrepTest : public ::testing::Test {
 protected:
  void SetUp() override {
    process_.follow();
    process_.put(R"({"key": "checkout", "type": "string", "client": true, "variants": {"new": "v2", "old": "v1"},
                     "rules": [{"when": [{"attribute": "plan", "op": "equals", "values": ["pro"]}], "serve": "new"}],
                     "default": "old"})");
    process_.put(R"({"key": "secret", "type": "boolean", "variants": {"on": true}, "default": "on"})");
    server_key_ = process_.make_key(KeyKind::Server).text.reveal();
    const MadeKey client = process_.make_key(KeyKind::Client);
    client_key_ = client.text.reveal();
    client_id_ = client.key.id;
  }
  static HeaderPairs with(const std::string& key, HeaderPairs more = {}) {
    more.emplace_back("Authorization", "Bearer " + key);
    return more;
  }
  std::string one(const std::string& flag, const std::string& body = "{}") {
    return status_and_body(
        process_.ask(http::Method::Post, "/ofrep/v1/evaluate/flags/" + flag, with(server_key_), body));
  }
  http::Response all(const std::string& key, const std::string& body = "{}", const std::string& known = "") {
    HeaderPairs headers = with(key);
    if (!known.empty()) headers.emplace_back("If-None-Match", known);
    return process_.ask(http::Method::Post, "/ofrep/v1/evaluate/flags", std::move(headers), body);
  }
  static std::string tag(const http::Response& response) { return std::string(response.header("ETag").value_or("")); }
  std::string metadata() { return fmt::format(R"("metadata":{{"version":{}}})", process_.version()); }
  static std::string token_in(const http::Response& response) {
    const auto at = response.body.find("?token=") + 7;
    return response.body.substr(at, response.body.find('"', at) - at);
  }
  // It goes on the loop where it was opened, as a connection does it.
  using Stream = std::shared_ptr<http::Response>;
  Stream stream(const std::string& token, const std::string& last_event = "") {
    auto made = process_.ask(http::Method::Get, "/ofrep/v1/stream?token=" + token,
                             last_event.empty() ? HeaderPairs{} : HeaderPairs{{"Last-Event-ID", last_event}});
    return {new http::Response(std::move(made)), [this](http::Response* response) {
              const auto close = [](http::Response* of) -> Task<> {
                delete of;
                co_return;
              };
              process_.run(close(response));
            }};
  }
  // The next piece of a stream; "": it has ended.
  std::string next(const Stream& response) {
    return std::string(process_.run(response->content->next()).value().bytes);
  }
  std::string change() {
    const auto body = [](const Flags* of) -> Task<Uuid> { co_return of->now().identity().change; };
    return to_string(process_.run(body(&process_.flags)));
  }

  const testing::TemporaryDatabase database_{{postgres::migrations(), audit::migrations(), migrations()}};
  testing::RedisServer redis_;
  Serving process_{database_.url(), redis_.url(), {.streams = 3}};
  std::string server_key_, client_key_;
  Uuid client_id_;
};

// ---- One flag

TEST_F(OfrepTest, EvaluatesOneFlag) {
  EXPECT_EQ(one("checkout", R"({"context": {"targetingKey": "mia", "plan": "pro"}})"),
            R"(200 {"key":"checkout","reason":"TARGETING_MATCH","variant":"new","value":"v2",)" + metadata() + "}");
  EXPECT_EQ(one("checkout"),
            R"(200 {"key":"checkout","reason":"DEFAULT","variant":"old","value":"v1",)" + metadata() + "}");
  EXPECT_EQ(one("secret"), R"(200 {"key":"secret","reason":"STATIC","variant":"on","value":true,)" + metadata() + "}");
}

TEST_F(OfrepTest, LeavesTheValueOutWhereTheCallersDefaultHolds) {
  process_.put(R"({"key": "gone", "type": "boolean", "variants": {"on": true}, "enabled": false, "default": "on"})");
  process_.put(R"({"key": "open", "type": "boolean", "variants": {"on": true}})");
  EXPECT_EQ(one("gone"), R"(200 {"key":"gone","reason":"DISABLED",)" + metadata() + "}");
  EXPECT_EQ(one("open"), R"(200 {"key":"open","reason":"DEFAULT",)" + metadata() + "}");
}

TEST_F(OfrepTest, WritesEveryTypeAsJson) {
  process_.put(R"({"key": "n", "type": "number", "variants": {"a": 1.5}, "default": "a"})");
  process_.put(R"({"key": "i", "type": "number", "variants": {"a": 9007199254740991}, "default": "a"})");
  process_.put(R"({"key": "o", "type": "object", "variants": {"a": {"x": [1, "\"é"]}}, "default": "a"})");
  process_.put(R"({"key": "s", "type": "string", "variants": {"a": "\"\n"}, "default": "a"})");
  EXPECT_TRUE(one("n").contains(R"("value":1.5,)")) << one("n");
  EXPECT_TRUE(one("i").contains(R"("value":9007199254740991,)")) << one("i");
  EXPECT_TRUE(one("o").contains(R"("value":{"x":[1,"\"é"]},)")) << one("o");
  EXPECT_TRUE(one("s").contains(R"("value":"\"\n",)")) << one("s");
}

TEST_F(OfrepTest, ReadsARequestWithoutContext) {
  for (const std::string body : {"", "{}", R"({"context": null})", R"({"context": {}, "other": [1, {"a": 2}]})"})
    EXPECT_TRUE(one("checkout", body).starts_with("200 ")) << body;
}

TEST_F(OfrepTest, RefusesWhatIsNoContextInOfrepsWords) {
  const auto refusal = [&](const std::string& body) {
    const std::string answer = one("checkout", body);
    return answer.substr(0, answer.find(R"(,"errorDetails":")"));
  };
  const std::string parse = R"(400 {"key":"checkout","errorCode":"PARSE_ERROR")";
  const std::string invalid = R"(400 {"key":"checkout","errorCode":"INVALID_CONTEXT")";
  EXPECT_EQ(refusal("{"), parse);
  EXPECT_EQ(refusal(R"({"context": {"a": }})"), parse);
  EXPECT_EQ(refusal(R"({"context": {}} x)"), parse);
  EXPECT_EQ(refusal(R"({"context": {}, "b": nul})"), parse);
  EXPECT_EQ(refusal("[]"), invalid);
  EXPECT_EQ(refusal(R"({"context": []})"), invalid);
  EXPECT_EQ(refusal(R"({"context": "mia"})"), invalid);
  EXPECT_EQ(refusal(R"({"context": {"targetingKey": 7}})"), invalid);
  EXPECT_EQ(refusal(R"({"context": {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": {"i": 1}}}}}}}}}})"), invalid);
  EXPECT_EQ(status_and_body(all(server_key_, "{")).find(R"(400 {"errorCode":"PARSE_ERROR","errorDetails":")"), 0U);
}

TEST_F(OfrepTest, DoesNotKnowOtherFlags) {
  EXPECT_EQ(one("other"), R"(404 {"key":"other","errorCode":"FLAG_NOT_FOUND","errorDetails":"There is no such flag"})");
}

// ---- Keys

TEST_F(OfrepTest, NeedsAKey) {
  const auto status = [&](HeaderPairs headers) {
    return process_.ask(http::Method::Post, "/ofrep/v1/evaluate/flags/checkout", std::move(headers), "{}").status;
  };
  EXPECT_EQ(status({}), 401);
  EXPECT_EQ(status({{"Authorization", "Bearer " + server_key_ + "x"}}), 401);
  EXPECT_EQ(status({{"X-API-Key", "x"}}), 401);
  EXPECT_EQ(status({{"X-API-Key", server_key_}}), 200);
  EXPECT_EQ(status({{"authorization", "bearer " + client_key_}}), 200);
  ASSERT_TRUE(process_.run(process_.store.revoke_key({"operator"}, client_id_)));
  process_.settle();
  EXPECT_EQ(status({{"X-API-Key", client_key_}}), 401);
}

TEST_F(OfrepTest, ShowsClientKeysWhatIsMarkedForClients) {
  const auto answer = process_.ask(http::Method::Post, "/ofrep/v1/evaluate/flags/secret", with(client_key_), "{}");
  EXPECT_EQ(status_and_body(answer),
            R"(404 {"key":"secret","errorCode":"FLAG_NOT_FOUND","errorDetails":"There is no such flag"})");
  EXPECT_EQ(all(client_key_).body.find("secret"), std::string::npos);
  EXPECT_NE(all(server_key_).body.find("secret"), std::string::npos);
}

TEST(Ofrep, AsksForPatienceWhileNoKeyIsKnown) {
  Serving process("host=/no/such/place", "unix:///no/such/socket");
  const auto answer = process.ask(http::Method::Post, "/ofrep/v1/evaluate/flags", {{"X-API-Key", "x"}}, "{}");
  EXPECT_EQ(status_and_body(answer), R"(503 {"errorDetails":"The flags have not been read yet"})");
  EXPECT_EQ(answer.header("Retry-After"), "1");
}

TEST(Ofrep, RefusesStrangersAlsoWhereNoKeyWasEverMade) {
  const testing::TemporaryDatabase database{{postgres::migrations(), audit::migrations(), migrations()}};
  testing::RedisServer redis;
  Serving process(database.url(), redis.url());
  process.follow();
  EXPECT_EQ(process.ask(http::Method::Post, "/ofrep/v1/evaluate/flags", {{"X-API-Key", "x"}}, "{}").status, 401);
}

// ---- All flags

TEST_F(OfrepTest, EvaluatesAllFlags) {
  const auto answer = all(client_key_, R"({"context": {"plan": "pro"}})");
  EXPECT_EQ(status_and_body(answer),
            R"(200 {"flags":[{"key":"checkout","reason":"TARGETING_MATCH","variant":"new","value":"v2"}],)" +
                metadata() + R"(,"eventStreams":[{"type":"sse","endpoint":{"requestUri":"/ofrep/v1/stream?token=)" +
                token_in(answer) + R"("},"inactivityDelaySec":120}]})");
  EXPECT_EQ(tag(answer).size(), 2 + 32 + 3 * 17U) << tag(answer);
}

TEST_F(OfrepTest, AnswersNotModifiedForTheSameContext) {
  const std::string known = tag(all(client_key_, R"({"context": {"plan": "pro", "n": 1}})"));
  const std::string same = R"({"context": {"n": 1, "plan": "pro"}})";
  EXPECT_EQ(status_and_body(all(client_key_, same, known)), "304 ");
  EXPECT_EQ(tag(all(client_key_, same, known)), known);
  EXPECT_EQ(all(client_key_, same, "W/" + known).status, 304);
  EXPECT_EQ(all(client_key_, same, "\"a\", W/\"b.c\" ," + known).status, 304);
  EXPECT_EQ(all(client_key_, same, "*").status, 304);
  EXPECT_EQ(all(client_key_, same, "\"other\"").status, 200);
  EXPECT_EQ(all(client_key_, same, "nonsense").status, 200);
}

// The web provider 0.4.3 sends its old tag after a change of its context.
TEST_F(OfrepTest, AnswersAnotherContextWhateverTheTag) {
  const std::string known = tag(all(client_key_, R"({"context": {"targetingKey": "mia", "a": 1}})"));
  EXPECT_EQ(all(client_key_, R"({"context": {"targetingKey": "mia", "a": 2}})", known).status, 200);
}

TEST_F(OfrepTest, AnswersAnotherKeyWhateverTheTag) {
  const std::string known = tag(all(client_key_));
  EXPECT_EQ(all(server_key_, "{}", known).status, 200);
  const std::string other = process_.make_key(KeyKind::Client).text.reveal();
  EXPECT_EQ(all(other, "{}", known).status, 200);
}

TEST_F(OfrepTest, AnswersNotModifiedWhenAChangeLeavesTheAnswerAsItWas) {
  const std::string known = tag(all(client_key_));
  process_.put(R"({"key": "elsewhere", "type": "boolean", "variants": {"on": true}, "default": "on"})");
  const auto answer = all(client_key_, "{}", known);
  EXPECT_EQ(answer.status, 304);
  EXPECT_NE(tag(answer), known);
  EXPECT_EQ(all(client_key_, "{}", tag(answer)).status, 304);
  process_.put(R"({"key": "elsewhere", "client": true, "type": "boolean", "variants": {"on": true}, "default": "on"})");
  EXPECT_EQ(all(client_key_, "{}", known).status, 200);
}

// Else a client that comes back after a long time would go on trying with a token that is too old.
TEST_F(OfrepTest, GivesANewTokenInTime) {
  const auto first = all(client_key_);
  process_.clock.advance(5min);
  const auto later = all(client_key_, "{}", tag(first));
  EXPECT_EQ(later.status, 200);
  EXPECT_NE(token_in(later), token_in(first));
}

TEST_F(OfrepTest, WaitsForTheChangeThatTheClientWasToldOf) {
  const std::int64_t told = process_.version() + 1;
  auto asked = std::async(std::launch::async, [&] {
    return process_.ask(http::Method::Post,
                        fmt::format("/ofrep/v1/evaluate/flags?flagConfigEtag={}.{}", told, change()), with(client_key_),
                        "{}");
  });
  process_.put(R"({"key": "fresh", "client": true, "type": "boolean", "variants": {"on": true}, "default": "on"})");
  EXPECT_TRUE(asked.get().body.contains("fresh"));
}

// ---- Streams

TEST_F(OfrepTest, TellsAStreamOfEachChange) {
  auto open = stream(token_in(all(client_key_)));
  ASSERT_EQ(open->status, 200) << open->body;
  EXPECT_TRUE(next(open).starts_with("retry: "));
  const std::string first = next(open);
  EXPECT_TRUE(first.starts_with("id: " + change() + "\ndata: {\"type\":\"refetchEvaluation\",\"etag\":\"")) << first;
  process_.put(R"({"key": "more", "type": "boolean", "variants": {"on": true}, "default": "on"})");
  EXPECT_TRUE(next(open).starts_with("id: " + change() + "\n"));
}

TEST_F(OfrepTest, TellsAStreamNothingThatTheClientHas) {
  auto open = stream(token_in(all(client_key_)), change());
  next(open);
  process_.put(R"({"key": "more", "type": "boolean", "variants": {"on": true}, "default": "on"})");
  EXPECT_TRUE(next(open).starts_with("id: " + change() + "\n"));
}

TEST_F(OfrepTest, EndsTheStreamOfARevokedKey) {
  const std::string token = token_in(all(client_key_));
  auto open = stream(token, change());
  next(open);
  ASSERT_TRUE(process_.run(process_.store.revoke_key({"operator"}, client_id_)));
  EXPECT_EQ(next(open), "");
  process_.settle();
  EXPECT_EQ(stream(token)->status, 401);
}

TEST_F(OfrepTest, OpensStreamsByTokensOfItsOwnForTenMinutes) {
  const std::string token = token_in(all(client_key_));
  EXPECT_EQ(stream("")->status, 401);
  EXPECT_EQ(stream("AAAA")->status, 401);
  for (std::size_t i = 0; i + 1 < token.size(); ++i) {
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_EQ(stream(changed)->status, 401) << i;
  }
  process_.clock.advance(10min);
  EXPECT_EQ(stream(token)->status, 200);
  process_.clock.advance(5min);
  EXPECT_EQ(stream(token)->status, 401);
}

TEST_F(OfrepTest, LimitsItsStreams) {
  const std::string token = token_in(all(client_key_));
  std::vector<Stream> open;
  for (int i = 0; i < 3; ++i) open.push_back(stream(token));
  const auto refused = stream(token);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->header("Retry-After"), "5");
  EXPECT_TRUE(refused->body.starts_with(R"({"errorDetails":")")) << refused->body;
  open.clear();
  EXPECT_EQ(stream(token)->status, 200);
}

}  // namespace
}  // namespace tenstone::flags
