#include <gtest/gtest.h>
#include <llhttp.h>
#include <rapidcheck/gtest.h>

#include "chunked.hpp"
#include "memory_transport.hpp"
#include "raw_requests.hpp"

namespace tenstone::http {
namespace {

// Writes down what its handlers see.
class Recorder {
 public:
  Recorder() {
    const Handler handler = [this](Request& request) -> Task<Response> {
      const auto body = co_await request.body();
      if (!body) co_return problem(body.error());
      seen.push_back(std::string(to_string(request.method())) + " " + std::string(request.path()) + " " +
                     std::string(*body));
      co_return text("seen");
    };
    for (const Method method : {Method::Get, Method::Post})
      for (const char* path : {"/", "/{a}", "/{a}/{b}"}) app.add(method, path, handler);
  }
  App app;
  std::vector<std::string> seen;
};

std::size_t answers(const std::string& output) {
  std::size_t count = 0;
  for (auto at = output.find("HTTP/1.1 "); at != output.npos; at = output.find("HTTP/1.1 ", at + 1)) ++count;
  return count;
}

TEST(Gate, RefusesAndExecutesNothingOfTheBuffer) {
  ASSERT_GE(refused_requests().size(), 40U);
  for (const Refused& refused : refused_requests()) {
    SCOPED_TRACE(refused.name);
    Recorder recorder;
    const std::string output = converse(recorder.app, {refused.raw + get("/smuggled")});
    EXPECT_TRUE(output.starts_with("HTTP/1.1 " + std::to_string(refused.status) + " ")) << output;
    EXPECT_NE(output.find("\r\nConnection: close\r\n"), output.npos);
    EXPECT_NE(output.find("\r\nContent-Type: application/problem+json\r\n"), output.npos);
    EXPECT_EQ(answers(output), 1U) << output;
    EXPECT_TRUE(recorder.seen.empty()) << recorder.seen.front();
  }
}

TEST(Gate, AcceptsWhatIsUnusualButValid) {
  ASSERT_GE(accepted_requests().size(), 20U);
  for (const Accepted& accepted : accepted_requests()) {
    SCOPED_TRACE(accepted.name);
    Recorder recorder;
    const std::string output = converse(recorder.app, {accepted.raw});
    EXPECT_TRUE(output.starts_with("HTTP/1.1 200 ")) << output;
    EXPECT_EQ(recorder.seen, std::vector{accepted.seen});
  }
}

TEST(Gate, SeesTheSameHoweverTheBytesAreSplit) {
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  for (const Accepted& accepted : accepted_requests()) {
    SCOPED_TRACE(accepted.name);
    const std::string raw = accepted.raw + get("/next");
    Recorder whole;
    const std::string expected = converse(whole.app, {raw});
    for (std::size_t at = 1; at < std::min<std::size_t>(raw.size(), 600); ++at) {
      Recorder split;
      std::string output = converse(split.app, {raw.substr(0, at), raw.substr(at)});
      if (output.starts_with(kContinue)) output.erase(0, kContinue.size());  // whether it is asked for the body depends
      ASSERT_EQ(output, expected) << at;
      ASSERT_EQ(split.seen, whole.seen);
    }
  }
}

RC_GTEST_PROP(Gate, RefusesTheSameHoweverTheBytesAreSplit, ()) {
  const auto& refused = refused_requests()[*rc::gen::inRange<std::size_t>(0, refused_requests().size())];
  std::deque<std::string> pieces;
  std::string_view rest = refused.raw;
  while (!rest.empty()) {
    const auto size = *rc::gen::inRange<std::size_t>(1, 40);
    pieces.emplace_back(rest.substr(0, size));
    rest.remove_prefix(std::min(size, rest.size()));
  }
  pieces.push_back(get("/smuggled"));
  Recorder recorder;
  const std::string output = converse(recorder.app, pieces);
  RC_LOG(refused.name + std::string("\n") + output);
  RC_ASSERT(output.starts_with("HTTP/1.1 " + std::to_string(refused.status) + " "));
  RC_ASSERT(recorder.seen.empty());
}

// llhttp's opinion of a chunked body: what it decodes, or nothing.
std::optional<std::string> by_llhttp(const std::string& chunks) {
  std::string body;
  bool complete = false;
  struct Out {
    std::string* body;
    bool* complete;
  } out{&body, &complete};
  llhttp_settings_t settings;
  llhttp_settings_init(&settings);
  settings.on_body = [](llhttp_t* parser, const char* at, std::size_t size) {
    static_cast<Out*>(parser->data)->body->append(at, size);
    return 0;
  };
  settings.on_message_complete = [](llhttp_t* parser) {
    *static_cast<Out*>(parser->data)->complete = true;
    return static_cast<int>(HPE_PAUSED);
  };
  llhttp_t parser;
  llhttp_init(&parser, HTTP_REQUEST, &settings);
  parser.data = &out;
  const std::string raw = chunked(chunks);
  llhttp_execute(&parser, raw.data(), raw.size());
  if (!complete) return std::nullopt;
  return body;
}

// Ours is the stricter: it may refuse what llhttp takes, but never see another body in the same bytes.
RC_GTEST_PROP(ChunkedDecoder, NeverDisagreesWithLlhttp, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(
      std::vector<std::string>{"0", "1", "5", "a", "\r\n", "\r\n", "\r\n", "\n", "\r", ";", "x", "hello", " ",
                               "0\r\n\r\n", "5\r\nhello\r\n", "X: y", "1;a=\"b\"\r\nz\r\n"}));
  std::string raw;
  for (const std::string& piece : pieces) raw += piece;
  ChunkedDecoder decoder;
  std::string body;
  const auto taken = decoder.decode(raw, body, 1024);
  if (!taken || !decoder.done()) return;
  RC_ASSERT(by_llhttp(raw) == std::optional(body));
}

RC_GTEST_PROP(ChunkedDecoder, GivesBackWhatWasEncoded, (const std::vector<std::string>& parts)) {
  std::string raw, expected;
  for (const std::string& part : parts) {
    if (part.empty()) continue;
    raw += fmt::format("{:x}\r\n{}\r\n", part.size(), part);
    expected += part;
  }
  raw += "0\r\n\r\nrest";
  ChunkedDecoder decoder;
  std::string body;
  std::size_t at = 0;
  while (!decoder.done()) {
    const auto taken = decoder.decode(std::string_view(raw).substr(at, 3), body, 1 << 20);
    RC_ASSERT(taken.has_value());
    at += *taken;
  }
  RC_ASSERT(body == expected);
  RC_ASSERT(raw.substr(at) == "rest");
}

}  // namespace
}  // namespace tenstone::http
