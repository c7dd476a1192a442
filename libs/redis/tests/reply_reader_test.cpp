#include "reply_reader.hpp"

#include <gtest/gtest.h>

namespace tenstone::redis {
namespace {

TEST(ReplyReader, ReadsEveryKindHoweverTheBytesAreCut) {
  const std::string_view bytes =
      "+OK\r\n-ERR no\r\n:-42\r\n$-1\r\n*-1\r\n$3\r\na\r\n\r\n*2\r\n*1\r\n:1\r\n$0\r\n\r\n*0\r\n";
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    ReplyReader reader;
    std::vector<Reply> all;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(bytes.substr(at, piece));
      while (auto reply = reader.next()) all.push_back(std::move(*reply));
    }
    ASSERT_EQ(all.size(), 8U);
    EXPECT_EQ(all[0].kind, Reply::Kind::Status);
    EXPECT_EQ(all[0].text, "OK");
    EXPECT_TRUE(all[1].is_error());
    EXPECT_EQ(all[2].integer, -42);
    EXPECT_TRUE(all[3].is_nil());
    EXPECT_TRUE(all[4].is_nil());
    EXPECT_EQ(all[5].text, "a\r\n");
    EXPECT_EQ(all[6].items[0].items[0].integer, 1);
    EXPECT_EQ(all[6].items[1].kind, Reply::Kind::String);
    EXPECT_EQ(all[7].kind, Reply::Kind::Array);
  }
}

TEST(ReplyReader, BreaksForGoodOnWhatIsNoReply) {
  ReplyReader reader;
  reader.feed("HTTP/1.1 400 Bad Request\r\n");
  EXPECT_FALSE(reader.next());
  EXPECT_FALSE(reader.broken().empty());
  reader.feed("+OK\r\n");
  EXPECT_FALSE(reader.next());
}

TEST(ReplyReader, BoundsNesting) {
  ReplyReader reader;
  for (int i = 0; i < 20; ++i) reader.feed("*1\r\n");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.broken().contains("depth"));
}

TEST(ReplyReader, BoundsTheSizeOfOneReply) {
  ReplyReader text(2 << 20), items(2 << 20);
  text.feed("$500000000\r\n");
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 3; ++i) text.feed(block);
  EXPECT_EQ(text.broken(), "a reply is larger than 2 MiB");

  items.feed("*100000000\r\n");
  std::string nils;
  for (int i = 0; i < 10'000; ++i) nils += "$-1\r\n";
  for (int i = 0; i < 10'000 && items.broken().empty(); ++i) {
    items.feed(nils);
    EXPECT_FALSE(items.next());
  }
  EXPECT_EQ(items.broken(), "a reply is larger than 2 MiB");
}

}  // namespace
}  // namespace tenstone::redis
