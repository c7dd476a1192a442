// Bodies that are not in memory as a whole: requests read piece by piece, answers sent so.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <sys/mman.h>

#include "client.hpp"
#include "conversation.hpp"
#include "running.hpp"
#include "tenstone/http/errors.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::http {
namespace {
using namespace std::chrono_literals;

// Gives its pieces one by one; says so when it goes.
class Pieces : public Content {
 public:
  Pieces(std::vector<std::string> pieces, std::optional<std::uint64_t> size, bool* gone = nullptr)
      : pieces_(std::move(pieces)), size_(size), gone_(gone) {}
  ~Pieces() override {
    if (gone_ != nullptr) *gone_ = true;
  }
  std::optional<std::uint64_t> size() const override { return size_; }
  Task<Result<Piece>> next() override {
    if (at_ == pieces_.size()) co_return Piece{};
    if (pieces_[at_] == "wait") co_await runtime::sleep_for(1h);
    if (pieces_[at_] == "fail") co_return Error(kInternal, {}, "the source broke");
    if (pieces_[at_] == "throw") throw std::runtime_error("the source threw");
    co_return Piece{.bytes = pieces_[at_++]};
  }

 private:
  std::vector<std::string> pieces_;
  std::optional<std::uint64_t> size_;
  bool* gone_;
  std::size_t at_ = 0;
};

class EndlessPieces final : public Pieces {
 public:
  using Pieces::Pieces;
  bool endless() const override { return true; }
};

Response pieces(std::vector<std::string> all, std::optional<std::uint64_t> size = {}, bool* gone = nullptr) {
  Response response;
  response.content = std::make_unique<Pieces>(std::move(all), size, gone);
  return response;
}

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

// One answer, of which only this came; then the connection was closed.
void expect_cut(const std::string& output, std::string_view body) {
  EXPECT_EQ(body_of(output), body);
  EXPECT_EQ(output.find("HTTP/1.1 ", 1), std::string::npos) << output;
}

struct Answering {
  explicit Answering(std::function<Response()> make) {
    app.get("/", [make](Request&) -> Task<Response> { co_return make(); });
  }
  App app;
};

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

// ---- requests

Task<Response> read_all(Request& request) {
  std::string all;
  for (;;) {
    const auto bytes = co_await request.read_some();
    if (!bytes) co_return problem(bytes.error());
    if (bytes->empty()) break;
    all += *bytes;
  }
  co_return text(std::move(all));
}

class RequestStream : public ::testing::Test {
 protected:
  RequestStream() {
    app.post("/", read_all);
    app.post("/small", body_limit(10), read_all);
    app.post("/first", [](Request& request) -> Task<Response> {
      const auto bytes = co_await request.read_some();
      co_return bytes ? text(std::string(*bytes)) : problem(bytes.error());
    });
    app.post("/both", [](Request& request) -> Task<Response> {
      (void)co_await request.read_some();
      (void)co_await request.body();
      co_return text("both");
    });
    app.post("/length", [](Request& request) -> Task<Response> {
      const auto length = request.content_length();
      co_return text(length ? std::to_string(*length) : "none");
    });
  }
  App app;
};

RC_GTEST_FIXTURE_PROP(RequestStream, GivesTheBodyHoweverItArrives, ()) {
  const auto body = *rc::gen::container<std::string>(rc::gen::elementOf(std::string("ab\r\n0")));
  const bool chunked = *rc::gen::arbitrary<bool>();
  std::string request = "POST / HTTP/1.1\r\nHost: a\r\n";
  if (chunked) {
    request += "Transfer-Encoding: chunked\r\n\r\n";
    for (std::string_view rest = body; !rest.empty();) {
      const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
      request += fmt::format("{:x}\r\n{}\r\n", size, rest.substr(0, size));
      rest.remove_prefix(size);
    }
    request += "0\r\n\r\n";
  } else {
    request += fmt::format("Content-Length: {}\r\n\r\n{}", body.size(), body);
  }
  request += "POST /length HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
  std::deque<std::string> parts;
  for (std::string_view rest = request; !rest.empty();) {
    const auto size = *rc::gen::inRange<std::size_t>(1, rest.size() + 1);
    parts.emplace_back(rest.substr(0, size));
    rest.remove_prefix(size);
  }
  const std::string output = converse(app, parts);
  RC_ASSERT(body_of(output).starts_with(body + "HTTP/1.1 200 OK\r\n"));
  RC_ASSERT(output.ends_with("\r\n\r\n0"));
}

TEST_F(RequestStream, GivesWhatHasArrivedBeforeTheRest) {
  Conversation conversation(app);
  conversation.send("POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  EXPECT_TRUE(conversation.send("abc").ends_with("\r\n\r\nabc")) << conversation.transport.output;
  conversation.send("defghij");  // the rest is skipped, and the connection goes on
  EXPECT_TRUE(
      conversation.send("POST /first HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx").ends_with("\r\n\r\nx"));
}

TEST_F(RequestStream, AsksForTheBodyAtTheFirstRead) {
  Conversation conversation(app);
  EXPECT_EQ(conversation.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n"),
            "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_TRUE(conversation.send("abc").ends_with("\r\n\r\nabc"));
}

TEST_F(RequestStream, RefusesATooLargeBodyUnseen) {
  for (const std::string head : {"Content-Length: 11\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nb\r\n"}) {
    Conversation conversation(app);
    conversation.send("POST /small HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + head);
    EXPECT_NE(conversation.transport.output.find("HTTP/1.1 413 "), std::string::npos) << conversation.transport.output;
    EXPECT_EQ(conversation.transport.output.find("100 Continue"), std::string::npos);
  }
}

TEST_F(RequestStream, CountsAllChunksAgainstTheLimit) {
  const std::string fits = converse(app, {"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                                          "5\r\n01234\r\n", "5\r\n56789\r\n", "0\r\n\r\n"});
  EXPECT_TRUE(fits.ends_with("0123456789")) << fits;
  const std::string output = converse(app, {"POST /small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n",
                                            "5\r\n01234\r\n", "6\r\n567890\r\n", "0\r\n\r\n"});
  EXPECT_TRUE(output.starts_with("HTTP/1.1 413 ")) << output;
}

TEST_F(RequestStream, SaysWhenTheBodyStopsHalfWay) {
  EXPECT_TRUE(
      converse(app, {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc"}).starts_with("HTTP/1.1 400 "));
  EXPECT_TRUE(converse(app, {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"})
                  .starts_with("HTTP/1.1 400 "));
  Conversation slow(app);
  slow.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
  EXPECT_TRUE(slow.pass(30s).starts_with("HTTP/1.1 408 ")) << slow.transport.output;
}

TEST_F(RequestStream, KnowsTheAnnouncedLength) {
  const auto length = [&](const std::string& rest) {
    return body_of(converse(app, {"POST /length HTTP/1.1\r\nHost: a\r\n" + rest}));
  };
  EXPECT_EQ(length("Content-Length: 3\r\n\r\nabc"), "3");
  EXPECT_EQ(length("Content-Length: 0\r\n\r\n"), "0");
  EXPECT_EQ(length("\r\n"), "none");
  EXPECT_EQ(length("Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), "none");
}

TEST_F(RequestStream, IsReadInOneWayOnly) {
  EXPECT_TRUE(
      converse(app, {"POST /both HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"}).starts_with("HTTP/1.1 500 "));
}

// ---- answers

TEST(AnswerStream, SendsAKnownSizeAsContentLength) {
  const Answering answering([] { return pieces({"hello ", "world"}, 11); });
  const std::string output = converse(answering.app, {std::string(kGet) + std::string(kGet)});
  EXPECT_NE(output.find("Content-Length: 11\r\n"), std::string::npos);
  EXPECT_TRUE(body_of(output).starts_with("hello worldHTTP/1.1 200 OK\r\n")) << output;
}

TEST(AnswerStream, SendsAnUnknownSizeInChunks) {
  const Answering answering([] { return pieces({"hello ", std::string(20'000, 'x')}); });
  const std::string output = converse(answering.app, {std::string(kGet)});
  EXPECT_EQ(output.find("Content-Length"), std::string::npos);
  EXPECT_NE(output.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_EQ(body_of(output), "6\r\nhello \r\n4e20\r\n" + std::string(20'000, 'x') + "\r\n0\r\n\r\n");
}

TEST(AnswerStream, EndsWithTheConnectionForHttp10) {
  const Answering answering([] { return pieces({"hello"}); });
  const std::string output = converse(answering.app, {"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"});
  EXPECT_EQ(output.find("chunked"), std::string::npos);
  EXPECT_NE(output.find("Connection: close\r\n"), std::string::npos);
  EXPECT_EQ(body_of(output), "hello");
}

TEST(AnswerStream, TellsHeadTheSizeAndReadsNothing) {
  bool gone = false;
  const Answering answering([&] { return pieces({"throw"}, 11, &gone); });
  const std::string output = converse(answering.app, {"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"});
  EXPECT_NE(output.find("Content-Length: 11\r\n"), std::string::npos);
  EXPECT_EQ(body_of(output), "");
  EXPECT_TRUE(gone);
}

TEST(AnswerStream, ThatBreaksIsNeverTakenForWhole) {
  for (const std::string end : {"fail", "throw", "short"}) {
    const std::vector<std::string> all =
        end == "short" ? std::vector<std::string>{"abc"} : std::vector{std::string("abc"), end};
    const Answering sized([&] { return pieces(all, 10); });
    const std::string output = converse(sized.app, {std::string(kGet) + std::string(kGet)});
    expect_cut(output, "abc");
    if (end == "short") continue;
    const Answering chunked([&] { return pieces(all); });
    expect_cut(converse(chunked.app, {std::string(kGet)}), "3\r\nabc\r\n");  // no last chunk
  }
}

TEST(AnswerStream, SendsNoMoreThanWasAnnounced) {
  const Answering answering([] { return pieces({"abc", "defgh"}, 5); });
  expect_cut(converse(answering.app, {std::string(kGet) + std::string(kGet)}), "abc");
}

TEST(AnswerStream, WhoseSourceTakesTooLongIsCut) {
  bool gone = false;
  const Answering answering([&] { return pieces({"abc", "wait"}, 10, &gone); });
  Conversation conversation(answering.app);
  conversation.send(kGet);
  EXPECT_TRUE(conversation.pass(29s).ends_with("abc"));
  EXPECT_FALSE(conversation.over);
  conversation.pass(1s);
  EXPECT_TRUE(conversation.over && conversation.transport.closed && gone);
}

TEST(AnswerStream, WhoseSourceIsEndlessHasTheTimeOfAPieceHoweverSoonAHandlerMustAnswer) {
  for (const auto [handler, piece] : {std::pair(2s, 20s), std::pair(20s, 2s)}) {
    App app;
    app.get("/", [](Request&) -> Task<Response> {
      Response response;
      response.content = std::make_unique<EndlessPieces>(std::vector<std::string>{"abc", "wait"}, std::nullopt);
      co_return response;
    });
    Conversation conversation(app, {}, {.handler = handler, .piece = piece});
    conversation.send(kGet);
    EXPECT_TRUE(conversation.pass(19s).ends_with("3\r\nabc\r\n"));
    EXPECT_FALSE(conversation.over);
    conversation.pass(1s);
    EXPECT_TRUE(conversation.over && conversation.transport.closed);
  }
}

TEST(AnswerStream, WaitsForAClientThatReadsNothingThirtySeconds) {
  bool gone = false;
  const Answering answering([&] { return pieces({"abc"}, 3, &gone); });
  Conversation conversation(answering.app);
  conversation.transport.stuck = true;
  conversation.send(kGet);
  conversation.pass(29s);
  EXPECT_FALSE(conversation.over);
  conversation.pass(1s);
  EXPECT_TRUE(conversation.over && gone);
}

// ---- files

Fd file_of(std::string_view bytes) {
  Fd file(::memfd_create("body", MFD_CLOEXEC));
  EXPECT_EQ(::write(file.get(), bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
  return file;
}

std::string numbered(std::size_t size) {
  std::string all;
  for (std::size_t i = 0; all.size() < size; ++i) all += std::to_string(i) + ' ';
  all.resize(size);
  return all;
}

TEST(FileContent, SendsARange) {
  runtime::BlockingPool pool(1, 4);
  const Answering answering([&] {
    Response response(206);
    response.content = file_content(file_of(numbered(5000)), 100, 3000, pool);
    return response;
  });
  EXPECT_EQ(body_of(converse(answering.app, {std::string(kGet)})), numbered(5000).substr(100, 3000));
}

TEST(FileContent, ThatIsShorterThanAnnouncedIsCut) {
  runtime::BlockingPool pool(1, 4);
  const Answering answering([&] {
    Response response;
    response.content = file_content(file_of("abc"), 0, 10, pool);
    return response;
  });
  expect_cut(converse(answering.app, {std::string(kGet) + std::string(kGet)}), "abc");
}

// Through sockets: much more than their buffers hold, to a client that reads late.
TEST(FileContent, ReachesASlowClientWhole) {
  runtime::BlockingPool pool(1, 4);
  const std::string all = numbered(24 * 1024 * 1024);
  App app;
  app.get("/", [&](Request&) -> Task<Response> {
    Response response;
    response.content = file_content(file_of(all), 0, all.size(), pool);
    co_return response;
  });
  app.get("/ping", [](Request&) -> Task<Response> { co_return text("pong"); });
  Running running(app);
  RawClient slow(running.port());
  slow.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  slow.read_until("\r\n\r\n");
  RawClient other(running.port());
  other.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(other.read_until("pong").ends_with("pong"));
  EXPECT_TRUE(body_of(slow.read_to_end()) == all);
}

// sendfile(2) to a connection that is gone raises SIGPIPE, which would end the program.
TEST(FileContent, OutlivesClientsThatLeave) {
  runtime::BlockingPool pool(1, 4);
  const std::string all = numbered(24 * 1024 * 1024);
  App app;
  app.get("/", [&](Request&) -> Task<Response> {
    Response response;
    response.content = file_content(file_of(all), 0, all.size(), pool);
    co_return response;
  });
  app.get("/ping", [](Request&) -> Task<Response> { co_return text("pong"); });
  Running running(app);
  for (int i = 0; i < 20; ++i) {
    RawClient leaves(running.port());
    leaves.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    leaves.read_until("\r\n\r\n");
  }
  RawClient other(running.port());
  other.send("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(other.read_until("pong").ends_with("pong"));
}

TEST(RequestStreamThroughSockets, HoldsBackASenderWhileNobodyReads) {
  App app;
  std::size_t largest = 0;
  app.post("/", body_limit(64 * 1024 * 1024), [&](Request& request) -> Task<Response> {
    std::size_t all = 0;
    for (;;) {
      const auto bytes = co_await request.read_some();
      if (!bytes) co_return problem(bytes.error());
      if (bytes->empty()) break;
      all += bytes->size();
      largest = std::max(largest, bytes->size());
    }
    co_return text(std::to_string(all));
  });
  Running running(app);
  RawClient client(running.port());
  const std::string body(24 * 1024 * 1024, 'x');
  client.send(fmt::format("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: {}\r\n\r\n", body.size()));
  client.send(body);
  EXPECT_TRUE(client.read_until("25165824").ends_with("25165824")) << client.received;
  EXPECT_LE(largest, 64U * 1024);  // what a connection holds of a body
}

}  // namespace
}  // namespace tenstone::http
