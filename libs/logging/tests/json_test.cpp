#include "json.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::logging {
namespace {

// Reads what append_string wrote, by RFC 8259 and nothing else. Fails on what is not plain ASCII control-free text.
std::string read_back(std::string_view json) {
  RC_ASSERT(json.size() >= 2 && json.front() == '"' && json.back() == '"');
  std::string text;
  for (std::size_t i = 1; i + 1 < json.size(); ++i) {
    const auto c = static_cast<unsigned char>(json[i]);
    RC_ASSERT(c >= 0x20 && c != '"' && c != 0x7F);
    if (c != '\\') {
      text += json[i];
      continue;
    }
    const char escape = json[++i];
    if (escape == 'u') {
      const auto code = static_cast<unsigned>(std::stoul(std::string(json.substr(i + 1, 4)), nullptr, 16));
      RC_ASSERT(code < 0xA0);
      if (code >= 0x80) text += '\xC2';
      text += static_cast<char>(code);
      i += 4;
    } else {
      const std::size_t which = std::string_view("nrt\"\\").find(escape);
      RC_ASSERT(which != std::string_view::npos);
      text += "\n\r\t\"\\"[which];
    }
  }
  return text;
}

std::string json_of(std::string_view text) {
  std::string out;
  append_string(out, text);
  return out;
}

RC_GTEST_PROP(JsonString, GivesBackEveryUtf8Text, (std::vector<std::uint32_t> points)) {
  std::string text;
  for (std::uint32_t point : points) {
    point %= 0x10FFFF;
    if (point >= 0xD800 && point < 0xE000) point = 'x';
    const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
    if (point < 0x80) text += static_cast<char>(point);
    if (point >= 0x80 && point < 0x800) text += static_cast<char>(0xC0 | point >> 6), tail(0);
    if (point >= 0x800 && point < 0x10000) text += static_cast<char>(0xE0 | point >> 12), tail(6), tail(0);
    if (point >= 0x10000) text += static_cast<char>(0xF0 | point >> 18), tail(12), tail(6), tail(0);
  }
  RC_ASSERT(read_back(json_of(text)) == text);
}

RC_GTEST_PROP(JsonString, MakesUtf8OfAnything, (const std::string& bytes)) {
  const std::string once = read_back(json_of(bytes));
  RC_ASSERT(read_back(json_of(once)) == once);  // nothing left to replace
  RC_ASSERT(once.find_first_of(std::string_view("\xC0\xC1\xF5\xFF")) == std::string::npos);
}

TEST(JsonString, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(json_of("a\xFFz"), "\"a\xEF\xBF\xBDz\"");
  EXPECT_EQ(json_of("\xC3"), "\"\xEF\xBF\xBD\"");
  EXPECT_EQ(json_of("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");  // a surrogate
  EXPECT_EQ(json_of("\xC0\xAF"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"");                  // overlong
  EXPECT_EQ(json_of("caf\xC3\xA9 \xF0\x9F\x98\x80"), "\"caf\xC3\xA9 \xF0\x9F\x98\x80\"");
  EXPECT_EQ(json_of(std::string_view("\0\x1b\x7f\xC2\x9b", 5)), R"("\u0000\u001b\u007f\u009b")");
}

}  // namespace
}  // namespace tenstone::logging
