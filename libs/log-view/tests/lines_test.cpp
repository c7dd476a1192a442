#include "tenstone/log_view/lines.hpp"

#include <algorithm>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::log_view {
namespace {
using namespace std::chrono_literals;
using enum Direction;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A Line that outlives its reader.
struct Owned {
  std::uint64_t begin, end;
  std::string bytes;
  bool is_cut, is_ended;
  bool operator==(const Owned&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Owned& line) {
  return out << "[" << line.begin << "," << line.end << ") " << line.bytes.substr(0, 60) << (line.is_cut ? " cut" : "")
             << (line.is_ended ? "" : " unended");
}

// Bytes in a file.
class LogText {
 public:
  explicit LogText(std::string_view bytes) : size_(bytes.size()) {
    folder_.write("a.log", bytes);
    file_ = Fd(::open((folder_ / "a.log").c_str(), O_RDWR | O_CLOEXEC));
  }
  int file() const { return file_.get(); }
  std::vector<Owned> lines(Direction direction, std::uint64_t from, std::string literal = {}) const {
    Budget budget(1 << 30);
    LineReader reader(file_.get(), size_, from, direction, budget, std::move(literal));
    std::vector<Owned> out;
    while (const auto line = reader.next())
      out.push_back({line->begin, line->end, std::string(line->bytes), line->is_cut, line->is_ended});
    EXPECT_TRUE(reader.is_done());
    return out;
  }
  std::vector<Owned> forward(std::uint64_t from = 0) const { return lines(Forward, from); }
  std::vector<Owned> backward(std::uint64_t from) const { return lines(Backward, from); }
  std::vector<Owned> backward() const { return backward(size_); }

 private:
  TemporaryFolder folder_;
  std::uint64_t size_;
  Fd file_;
};

std::vector<Owned> reversed(std::vector<Owned> lines) {
  std::ranges::reverse(lines);
  return lines;
}

// By the definition, without blocks.
std::vector<Owned> expected(std::string_view text) {
  std::vector<Owned> out;
  for (std::size_t begin = 0; begin < text.size();) {
    const bool is_ended = text.find('\n', begin) != text.npos;
    const std::size_t end = is_ended ? text.find('\n', begin) + 1 : text.size();
    const bool is_cut = end - begin > kMaxLineBytes;
    std::string bytes(text.substr(begin, is_cut ? kMaxLineBytes : end - begin - (is_ended ? 1 : 0)));
    if (!is_cut && is_ended && bytes.ends_with('\r')) bytes.pop_back();
    out.push_back({begin, end, std::move(bytes), is_cut, is_ended});
    begin = end;
  }
  return out;
}

TEST(LineReader, GivesLinesWithTheirPlaces) {
  const LogText text("one\r\n\ntwo\nlast");
  EXPECT_THAT(text.forward(), ElementsAre(Owned{0, 5, "one", false, true}, Owned{5, 6, "", false, true},
                                          Owned{6, 10, "two", false, true}, Owned{10, 14, "last", false, false}));
}

TEST(LineReader, KeepsNulAndWhatIsNoUtf8) {
  using namespace std::string_literals;
  const LogText text("a\0b\xff\xc3\n\0\n"s);
  EXPECT_THAT(text.forward(), ElementsAre(Owned{0, 6, "a\0b\xff\xc3"s, false, true}, Owned{6, 8, "\0"s, false, true}));
}

TEST(LineReader, AnEmptyFileHasNoLine) {
  const LogText text("");
  EXPECT_THAT(text.forward(), IsEmpty());
  EXPECT_THAT(text.backward(), IsEmpty());
}

// Lengths around those of a block and of the longest line.
class LineLengths : public ::testing::TestWithParam<std::size_t> {};
TEST_P(LineLengths, AreReadInBothDirections) {
  const std::string longest(GetParam(), 'x');
  for (const std::string& bytes :
       {longest, longest + "\n", "a\n" + longest, "a\n" + longest + "\nb\n", longest + "\nb"}) {
    const LogText text(bytes);
    EXPECT_EQ(text.forward(), expected(bytes));
    EXPECT_EQ(reversed(text.backward()), expected(bytes));
  }
}
INSTANTIATE_TEST_SUITE_P(Near, LineLengths,
                         ::testing::Values(kBlockBytes - 2, kBlockBytes - 1, kBlockBytes, kBlockBytes + 1,
                                           kMaxLineBytes - 2, kMaxLineBytes - 1, kMaxLineBytes, kMaxLineBytes + 1,
                                           kMaxLineBytes + 2, 3 * kMaxLineBytes + 5));

std::string any_text() {
  const int lines = *rc::gen::inRange(0, 30);
  std::string text;
  for (int i = 0; i < lines; ++i) {
    const auto size = *rc::gen::weightedOneOf<std::size_t>(
        {{20, rc::gen::inRange<std::size_t>(0, 40)},
         {6, rc::gen::inRange<std::size_t>(kBlockBytes / 2, kBlockBytes * 2)},
         {1, rc::gen::inRange<std::size_t>(kMaxLineBytes - 9, kMaxLineBytes + kBlockBytes)}});
    text.append(size, static_cast<char>('a' + i % 26));
    if (*rc::gen::inRange(0, 8) == 0) text += "needle";
    text += *rc::gen::elementOf(std::vector<std::string>{"\n", "\n", "\r\n"});
  }
  if (*rc::gen::arbitrary<bool>()) text += "end";
  return text;
}

RC_GTEST_PROP(LineReader, BothDirectionsFromAnyOffsetGiveEachLineOnce, ()) {
  const std::string bytes = any_text();
  const LogText text(bytes);
  const auto from = *rc::gen::inRange<std::uint64_t>(0, bytes.size() + 2);
  auto all = reversed(text.backward(from));
  for (const Owned& line : all) RC_ASSERT(line.begin < from);
  for (const Owned& line : text.forward(from)) {
    RC_ASSERT(line.begin >= from);
    all.push_back(line);
  }
  RC_ASSERT(all == expected(bytes));
}

RC_GTEST_PROP(LineReader, FindsTheLinesWithALiteralInBothDirections, ()) {
  const std::string bytes = any_text();
  const LogText text(bytes);
  auto with = expected(bytes);
  std::erase_if(with, [](const Owned& line) { return !line.bytes.contains("needle"); });
  RC_ASSERT(text.lines(Forward, 0, "needle") == with);
  RC_ASSERT(reversed(text.lines(Backward, bytes.size(), "needle")) == with);
}

// Every request begins where the one before stopped.
RC_GTEST_PROP(LineReader, GoesOnWhereASpentBudgetStoppedIt, ()) {
  const std::string bytes = any_text();
  const LogText text(bytes);
  const auto direction = *rc::gen::element(Forward, Backward);
  const auto literal = *rc::gen::element(std::string(), std::string("needle"));
  const auto allowed = *rc::gen::inRange<std::uint64_t>(1, 3 * kBlockBytes);
  std::vector<Owned> all;
  std::uint64_t at = direction == Forward ? 0 : bytes.size();
  for (bool is_done = false; !is_done;) {
    Budget budget(allowed);
    LineReader reader(text.file(), bytes.size(), at, direction, budget, literal);
    while (const auto line = reader.next())
      all.push_back({line->begin, line->end, std::string(line->bytes), line->is_cut, line->is_ended});
    is_done = reader.is_done();
    RC_ASSERT(is_done || reader.at() != at);
    at = reader.at();
  }
  RC_ASSERT(all == text.lines(direction, direction == Forward ? 0 : bytes.size(), literal));
}

TEST(LineReader, StopsWhenTheTimeIsOver) {
  std::string bytes;
  while (bytes.size() < 4 * kBlockBytes) bytes += "a line of a log\n";
  const LogText text(bytes);
  testing::FakeClock clock;
  Budget budget(clock, 1 << 30, 2s);
  LineReader reader(text.file(), bytes.size(), 0, Forward, budget);
  ASSERT_TRUE(reader.next());
  clock.advance(2s);
  while (reader.next()) {
  }
  EXPECT_FALSE(reader.is_done());
  EXPECT_EQ(reader.at(), kBlockBytes);
  EXPECT_EQ(budget.scanned(), kBlockBytes);
}

TEST(LineReader, EndsWhereATruncatedFileEnds) {
  std::string bytes;
  while (bytes.size() < 4 * kBlockBytes) bytes += "a line of a log\n";
  for (const auto direction : {Forward, Backward}) {
    const LogText text(bytes);
    Budget budget(1 << 30);
    LineReader reader(text.file(), bytes.size(), direction == Forward ? 0 : bytes.size(), direction, budget);
    ASSERT_TRUE(reader.next());
    ASSERT_EQ(ftruncate(text.file(), 32), 0);
    std::size_t lines = 1;
    while (reader.next()) ++lines;
    EXPECT_TRUE(reader.is_done());
    EXPECT_LE(lines, kBlockBytes / 16 + 2);
  }
}

TEST(LineReader, TheNewestLinesOfALargeFileCostFewBytes) {
  std::string bytes;
  while (bytes.size() < 64 * kBlockBytes) bytes += "a line of a log\n";
  const LogText text(bytes);
  Budget budget(1 << 30);
  LineReader reader(text.file(), bytes.size(), bytes.size(), Backward, budget);
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(reader.next());
  EXPECT_LE(budget.scanned(), 2 * kBlockBytes);
}

}  // namespace
}  // namespace tenstone::log_view
