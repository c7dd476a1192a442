#include "tenstone/log_view/assembler.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::log_view {
namespace {

const Time kNow = *parse_rfc3339("2026-12-01T18:00:00Z");

std::vector<SourceLine> lines_of(std::string_view text) {
  std::vector<SourceLine> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out.push_back({text.substr(at, end - at), at, end + 1});
    at = end + 1;
  }
  return out;
}
struct Seen {
  std::string raw, message;
  std::uint64_t offset, end;
  std::size_t lines;
  bool truncated;
  bool operator==(const Seen&) const = default;
};
void showValue(const Seen& seen, std::ostream& out) { out << seen.offset << ".." << seen.end << " " << seen.lines; }

std::vector<Seen> assemble(std::string_view text, std::string_view layout, Direction direction) {
  Timeline timeline(kNow, std::nullopt);
  Assembler assembler({.layout = find_layout(layout)}, timeline, direction);
  std::vector<Seen> out;
  const auto add = [&](const Entry* entry) {
    if (entry != nullptr)
      out.push_back({std::string(entry->raw), std::string(entry->message), entry->offset, entry->end, entry->lines,
                     entry->truncated});
  };
  auto lines = lines_of(text);
  if (direction == Direction::Backward) std::ranges::reverse(lines);
  for (const SourceLine& line : lines) add(assembler.feed(line));
  add(assembler.finish());
  if (direction == Direction::Backward) std::ranges::reverse(out);
  return out;
}

TEST(Assembler, PutsATraceToItsEntry) {
  const std::string text =
      "begun in the middle\n"
      "2026-12-01 17:44:45,224 - shop - ERROR - failed\n"
      "Traceback (most recent call last):\n"
      "ZeroDivisionError: division by zero\n"
      "2026-12-01 17:44:46,224 - s - INFO - x\n";
  const auto seen = assemble(text, "python", Direction::Forward);
  ASSERT_EQ(seen.size(), 3);
  EXPECT_EQ(seen[0].message, "begun in the middle");
  EXPECT_EQ(seen[1].message, "failed\nTraceback (most recent call last):\nZeroDivisionError: division by zero");
  EXPECT_EQ(seen[1].offset, 20);
  EXPECT_EQ(seen[1].end, seen[2].offset);
  EXPECT_EQ(seen[1].lines, 3);
  EXPECT_EQ(seen[2].message, "x");
  EXPECT_EQ(assemble(text, "python", Direction::Backward), seen);
}

TEST(Assembler, KeepsTheFirstLinesAndTheWholeRange) {
  std::string text = "2026-12-01 10:00:00 first\n";
  for (int i = 1; i < 600; ++i) text += fmt::format("  line {}\n", i);
  text += "2026-12-01 10:00:01 second\n" + std::string("x") + std::string(Assembler::kMostBytes, 'y') + "\n";
  const auto seen = assemble(text, "iso", Direction::Forward);
  ASSERT_EQ(seen.size(), 2);
  EXPECT_TRUE(seen[0].truncated);
  EXPECT_EQ(seen[0].lines, 600);
  EXPECT_TRUE(seen[0].raw.ends_with("  line 499"));
  EXPECT_EQ(seen[0].end, seen[1].offset);
  EXPECT_TRUE(seen[1].truncated);
  EXPECT_EQ(seen[1].raw, "2026-12-01 10:00:01 second");
  EXPECT_EQ(seen[1].end, text.size());
  EXPECT_EQ(assemble(text, "iso", Direction::Backward), seen);
}

RC_GTEST_PROP(Assembler, GivesTheSameEntriesBackward, ()) {
  const auto kinds = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 4));
  std::string text;
  for (const int kind : kinds)
    text += kind == 0   ? "2026-12-01 10:00:00 INFO a\n"
            : kind == 1 ? "\n"
            : kind == 2 ? "  continued\n"
                        : std::string(static_cast<std::size_t>(*rc::gen::inRange(0, 400'000)), 'z') + "\n";
  RC_ASSERT(assemble(text, "iso", Direction::Forward) == assemble(text, "iso", Direction::Backward));
}

}  // namespace
}  // namespace tenstone::log_view
