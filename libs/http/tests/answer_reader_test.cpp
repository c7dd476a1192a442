#include "client/answer_reader.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "answers.hpp"

namespace tenstone::http {
namespace {
using namespace std::string_literals;

struct AnswerRow {
  std::string bytes;
  std::string outcome;  // of outcome_of(), or the end of an error's text
};

const AnswerLimits kSmall{.header_bytes = 200, .body_bytes = 10};

TEST(AnswerReader, FramesEveryAnswerOneWay) {
  const AnswerRow rows[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi, kept"},
      {"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", "200 hi, kept"},
      {"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "200 , kept"},
      {"HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200 , kept"},
      {"HTTP/1.1 200 Tr\xc3\xa8s bien\r\nContent-Length: 0\r\n\r\n", "200 , kept"},
      {"HTTP/1.1 301 Moved\r\nLocation: http://a/\r\nContent-Length: 0\r\n\r\n", "301 , kept"},
      {"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n", "999 , kept"},
      {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi"},
      {"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", "200 hi, kept"},
      {"HTTP/1.1 200 OK\r\n\r\nto the end", "200 to the end"},
      {"HTTP/1.1 200 OK\r\n\r\n", "200 "},
      {"HTTP/1.0 200 OK\r\n\r\nold", "200 old"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n3;x=y\r\n yo\r\n0\r\nT: v\r\n\r\n",
       "200 hi yo, kept"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", "200 "},
      {"HTTP/1.1 204 No\r\n\r\n", "204 , kept"},
      {"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n", "204 , kept"},
      {"HTTP/1.1 204 No\r\nContent-Length: 5\r\n\r\n", "204 "},
      {"HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n", "204 "},
      {"HTTP/1.1 304 Not\r\nContent-Length: 5000\r\n\r\n", "304 , kept"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "200 hi, kept"},
      {"HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 204 No\r\n\r\n", "204 , kept"},
      {"HTTP/1.1 200 OK\r\nA:\r\nB: \t x \t\r\nContent-Length: 0\r\n\r\n", "200 , kept"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789", "200 0123456789, kept"},
  };
  for (const AnswerRow& row : rows) EXPECT_EQ(outcome_of({row.bytes}, kSmall), row.outcome) << row.bytes;
}

TEST(AnswerReader, RefusesWhatCouldMeanTwoThings) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const AnswerRow rows[] = {
      {"SSH-2.0-OpenSSH_9.2\r\n", "malformed_answer"},
      {"\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "malformed_answer"},
      {"ICY 200 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/2.0 200 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.2 200 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1  200 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1 20 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1 2000 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1 099 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1 2x0 OK\r\n\r\n", "malformed_answer"},
      {"http/1.1 200 OK\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", "malformed_answer"},
      {"HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", "malformed_answer"},
      {ok + "Content-Length: 0\n\r\n", "malformed_answer"},
      {ok + "Content-Length: 0\r\n\n", "malformed_answer"},
      {ok + "A: b\rC: d\r\n\r\n", "malformed_answer"},
      {ok + "A: b\0c\r\n\r\n"s, "malformed_answer"},
      {ok + "A: b\x01\r\n\r\n", "malformed_answer"},
      {ok + "A: b\r\n folded\r\n\r\n", "malformed_answer"},
      {ok + "A: b\r\n\tfolded\r\n\r\n", "malformed_answer"},
      {ok + " A: b\r\n\r\n", "malformed_answer"},
      {ok + "A : b\r\n\r\n", "malformed_answer"},
      {ok + ": b\r\n\r\n", "malformed_answer"},
      {ok + "no colon\r\n\r\n", "malformed_answer"},
      {ok + "A(): b\r\n\r\n", "malformed_answer"},
      {ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: 2, 2\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: +2\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: -2\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: 0x2\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: 2 2\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length:\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: 18446744073709551616\r\n\r\nhi", "malformed_answer"},
      {ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: identity\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding:\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: \x0b"
            "chunked\r\n\r\n0\r\n\r\n",
       "malformed_answer"},
      {"HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: chunked\r\n\r\nx\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\nhi\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi!0\r\n\r\n", "malformed_answer"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n-2\r\nhi\r\n0\r\n\r\n", "malformed_answer"},
      {ok + "A: " + std::string(200, 'x') + "\r\n\r\n", "answer_too_large"},
      {"HTTP/1.1 200 " + std::string(200, 'x'), "answer_too_large"},
      {ok + "A: " + std::string(200, 'x') + "\x01\r\n\r\n", "answer_too_large"},
      {ok + "Content-Length: 11\r\n\r\n", "answer_too_large"},
      {ok + "Content-Length: 18446744073709551615\r\n\r\n", "answer_too_large"},
      {ok + "\r\n0123456789x", "answer_too_large"},
      {ok + "Transfer-Encoding: chunked\r\n\r\nb\r\n", "answer_too_large"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n9\r\n012345678\r\n2\r\n", "answer_too_large"},
      {ok, "connection_lost"},
      {ok + "Content-Length: 3\r\n\r\nhi", "connection_lost"},
      {ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n", "connection_lost"},
      {"", "connection_lost"},
      {"HTTP/1.1 100 Continue\r\n\r\n", "connection_lost"},
  };
  for (const AnswerRow& row : rows) EXPECT_EQ(outcome_of({row.bytes}, kSmall), row.outcome) << row.bytes;
}

// Both faults are in one line: which one is seen must not depend on how much of the line has come.
TEST(AnswerReader, SeesAFoldedLineBeforeItsSize) {
  const std::string line = " " + std::string(200, 'x');
  const std::string beginning = "HTTP/1.1 200 OK\r\nA: b\r\n";
  EXPECT_EQ(outcome_of({beginning + line + "\r\n"}, kSmall), "malformed_answer");
  EXPECT_EQ(outcome_of({beginning, line + "\r\n"}, kSmall), "malformed_answer");
  EXPECT_EQ(outcome_of({beginning, " ", line + "\r\n"}, kSmall), "malformed_answer");
}

TEST(AnswerReader, SkipsAtMostEightInterimAnswers) {
  std::string interim;
  for (int i = 0; i < 8; ++i) interim += "HTTP/1.1 102 Processing\r\n\r\n";
  const std::string answer = "HTTP/1.1 204 No\r\n\r\n";
  EXPECT_EQ(outcome_of({interim + answer}, kSmall), "204 , kept");
  EXPECT_EQ(outcome_of({interim + "HTTP/1.1 102 Processing\r\n\r\n" + answer}, kSmall), "malformed_answer");
}

TEST(AnswerReader, GivesHeadNoBody) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
  EXPECT_EQ(outcome_of({answer}, kSmall, true), "200 , kept");
  EXPECT_EQ(outcome_of({"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"}, kSmall, true), "200 , kept");
  EXPECT_EQ(outcome_of({"HTTP/1.1 200 OK\r\n\r\n"}, kSmall, true), "200 , kept");
}

TEST(AnswerReader, KeepsTheFirstBytesOfABodyThatIsTooLong) {
  AnswerLimits limits = kSmall;
  limits.truncate = true;
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  EXPECT_EQ(outcome_of({ok + "Content-Length: 11\r\n\r\n0123456789x"}, limits), "200 0123456789...");
  EXPECT_EQ(outcome_of({ok + "Content-Length: 10\r\n\r\n0123456789"}, limits), "200 0123456789, kept");
  EXPECT_EQ(outcome_of({ok + "\r\n0123456789x"}, limits), "200 0123456789...");
  EXPECT_EQ(outcome_of({ok + "\r\n0123456789"}, limits), "200 0123456789");
  EXPECT_EQ(outcome_of({ok + "Transfer-Encoding: chunked\r\n\r\n9\r\n012345678\r\n3\r\n9xyMALFORMED"}, limits),
            "200 0123456789...");
  EXPECT_EQ(outcome_of({ok + "Transfer-Encoding: chunked\r\n\r\nfffffff\r\n0123456789xyz"}, limits),
            "200 0123456789...");
  limits.body_bytes = std::numeric_limits<std::size_t>::max();
  EXPECT_EQ(outcome_of({ok + "Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"}, limits), "200 hi, kept");
}

TEST(AnswerReader, TakesNothingBehindTheAnswer) {
  AnswerReader reader(false, {});
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  EXPECT_EQ(reader.take(answer + "HTTP/1.1 200 OK\r\n").value(), answer.size());
  EXPECT_TRUE(reader.done());
  EXPECT_EQ(reader.take("more").value(), 0U);
  EXPECT_EQ(reader.answer().header("CONTENT-length"), "2");
  EXPECT_EQ(reader.answer().header("Date"), "");
}

// Answers that are mostly right.
rc::Gen<std::string> some_answer() {
  const auto line = rc::gen::elementOf(std::vector<std::string>{"HTTP/1.1 200 OK\r\n",
                                                                "HTTP/1.0 200 OK\r\n",
                                                                "HTTP/1.1 100 C\r\n",
                                                                "HTTP/1.1 204 N\r\n",
                                                                "\r\n",
                                                                "\r\n",
                                                                "\r\n",
                                                                "Content-Length: 5\r\n",
                                                                "Content-Length: 12\r\n",
                                                                "Transfer-Encoding: chunked\r\n",
                                                                "Connection: close\r\n",
                                                                "A: b\r\n",
                                                                "5\r\nhello\r\n",
                                                                "3;x\r\nabc\r\n",
                                                                "c\r\n0123456789ab\r\n",
                                                                "0\r\n",
                                                                "hello",
                                                                "A: b\n",
                                                                " x",
                                                                "\0"s});
  const auto lines = rc::gen::container<std::vector<std::string>>(line);
  return rc::gen::map(lines, [](const std::vector<std::string>& all) {
    std::string text = "HTTP/1.1 200 OK\r\n";
    for (const std::string& one : all) text += one;
    return text;
  });
}

RC_GTEST_PROP(AnswerReader, SaysTheSameHoweverTheBytesAreSplit, (bool truncate, bool head_only)) {
  const std::string text = *some_answer();
  const AnswerLimits limits{.header_bytes = 90, .body_bytes = 10, .truncate = truncate};
  const auto cuts = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(0, 40));
  std::vector<std::string> pieces, bytes;
  std::string_view rest = text;
  for (const std::size_t cut : cuts) {
    pieces.emplace_back(rest.substr(0, cut));
    rest.remove_prefix(pieces.back().size());
  }
  pieces.emplace_back(rest);
  for (const char c : text) bytes.emplace_back(1, c);
  const std::string whole = outcome_of({text}, limits, head_only);
  RC_CLASSIFY(whole.starts_with("200"));
  RC_ASSERT(outcome_of(pieces, limits, head_only) == whole);
  RC_ASSERT(outcome_of(bytes, limits, head_only) == whole);
}

}  // namespace
}  // namespace tenstone::http
