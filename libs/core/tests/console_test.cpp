#include "tenstone/core/console.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::console {
namespace {

TEST(Console, KeepsWhatTheReaderCanRead) { EXPECT_EQ(printable("Mia\tJürg ☕ 😀 \\u001b"), "Mia\tJürg ☕ 😀 \\u001b"); }

TEST(Console, EscapesWhatATerminalObeys) {
  EXPECT_EQ(printable("\x1b[2J"), "\\u001b[2J");
  EXPECT_EQ(printable("a\rb\nc"), "a\\rb\\nc");
  EXPECT_EQ(printable(std::string_view("\0\x7f", 2)), "\\u0000\\u007f");
  EXPECT_EQ(printable("\u009b2J"), "\\u009b2J") << "CSI in one character";
  EXPECT_EQ(printable("\xff\xc2"), "\\xff\\xc2") << "not UTF-8";
  EXPECT_EQ(printable("\x9b"
                      "2J"),
            "\\x9b"
            "2J")
      << "CSI of a terminal that does not know UTF-8";
  EXPECT_EQ(printable("a\u202etxt.exe"), "a\\u202etxt.exe") << "shown in another order than it has";
  EXPECT_EQ(printable("a\u2028b"), "a\\u2028b");
}

TEST(Console, LinesKeepTheirBreaks) {
  EXPECT_EQ(printable_lines("name: hello\nrun: \x1b]0;x\a\n"), "name: hello\nrun: \\u001b]0;x\\u0007\n");
}

TEST(Console, AFormatEscapesEachTextAndNoNumber) {
  const std::string name = "hello\n2026 forged";
  EXPECT_EQ(format("{:20}|{:>4}|{}\n", name, 12, "\a"), "hello\\n2026 forged  |  12|\\u0007\n");
  EXPECT_EQ(format("{}", Lines("a\nb\x1b")), "a\nb\\u001b");
}

RC_GTEST_PROP(Console, LeavesNothingThatATerminalObeys, (const std::string& text)) {
  for (const char c : printable(text)) RC_ASSERT(c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != '\x7f'));
  RC_ASSERT(printable(printable(text)) == printable(text));
}

}  // namespace
}  // namespace tenstone::console
