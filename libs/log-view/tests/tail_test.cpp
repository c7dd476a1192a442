#include "tenstone/log_view/tail.hpp"

#include <charconv>
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "rotating_writer.hpp"
#include "temporary_folder.hpp"
#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = TailEvent::Kind;

// Lines as they are, what is no line in brackets.
std::string text_of(const TailEvent& event) {
  switch (event.kind) {
    case Kind::Line: return event.line;
    case Kind::Rotated: return "(rotated)";
    case Kind::Truncated: return "(truncated)";
    case Kind::Replaced: return "(replaced)";
  }
  return "";
}

class TailTest : public ::testing::Test {
 protected:
  Tail tail() const {
    auto tail = Tail::from_end(sources, "app:a.log");
    EXPECT_TRUE(tail);
    return std::move(*tail);
  }
  static std::vector<std::string> look(Tail& tail) {
    std::vector<std::string> out;
    for (const TailEvent& event : tail.look()) out.push_back(text_of(event));
    return out;
  }
  TemporaryFolder folder;
  Sources sources = folder.sources();
};

TEST_F(TailTest, BeginsBehindTheLastWholeLine) {
  folder.write("a.log", "one\ntw");
  Tail log = tail();
  EXPECT_THAT(look(log), IsEmpty());
  folder.append("a.log", "o\nthree\n");
  EXPECT_THAT(look(log), ElementsAre("two", "three"));
  EXPECT_THAT(look(log), IsEmpty());
}

TEST_F(TailTest, ALogThatIsNotThereIsNotFound) {
  const auto log = Tail::from_end(sources, "app:a.log");
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, kLogNotFound.name());
}

TEST_F(TailTest, ARenamedFileIsReadToItsEndWhenItsWriterHasGoneOn) {
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.rename("a.log", "a.log.1");
  folder.append("a.log.1", "two\n");
  EXPECT_THAT(look(log), ElementsAre("two"));
  folder.write("a.log", "");
  folder.append("a.log.1", "three\nfo");
  EXPECT_THAT(look(log), ElementsAre("three"));
  folder.append("a.log.1", "ur");
  folder.append("a.log", "five\n");
  EXPECT_THAT(look(log), ElementsAre("four", "(rotated)", "five"));
}

TEST_F(TailTest, GoesThroughAllFilesOfSeveralRotations) {
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.append("a.log", "two\n");
  folder.rename("a.log", "a.log-20260101");
  folder.write("a.log.2", "three\n");
  folder.write("a.log.1", "");
  folder.write("a.log", "four\n");
  EXPECT_THAT(look(log), ElementsAre("two", "(rotated)", "three", "(rotated)", "four"));
}

TEST_F(TailTest, TheRestOfATruncatedFileIsReadFromItsCopy) {
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.append("a.log", "two\n");
  std::filesystem::copy_file(folder / "a.log", folder / "a.log.1");
  folder.write("a.log", "");
  EXPECT_THAT(look(log), ElementsAre("two"));
  folder.append("a.log", "three, longer than before\n");
  EXPECT_THAT(look(log), ElementsAre("(truncated)", "three, longer than before"));
}

TEST_F(TailTest, ATruncationWithoutACopyIsSaid) {
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.write("a.log", "two and more\n");
  EXPECT_THAT(look(log), ElementsAre("(truncated)", "two and more"));
}

TEST_F(TailTest, ADeletedFileIsReadToItsEnd) {
  folder.write("a.log.1", "zero\n");
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.append("a.log", "two\n");
  std::filesystem::remove(folder / "a.log");
  EXPECT_THAT(look(log), ElementsAre("two"));
  folder.write("a.log", "three\n");
  EXPECT_THAT(look(log), ElementsAre("(replaced)", "three"));
}

TEST_F(TailTest, GivesNoMoreThanAskedAndTheRestLater) {
  folder.write("a.log", "");
  Tail log = tail();
  std::string text;
  for (int i = 0; i < 1000; ++i) text += fmt::format("line {}\n", i);
  folder.append("a.log", text);
  std::size_t lines = 0;
  for (auto events = log.look(100); !events.empty(); events = log.look(100)) {
    EXPECT_LE(events.size(), 100 / 7 + 1U);
    lines += events.size();
  }
  EXPECT_EQ(lines, 1000U);
}

// Who is behind by two rotations must not take the newest copy for a rotated file, and the file it was made of for the
// next one.
TEST_F(TailTest, AFileIsNotReadTwiceBetweenItsCopyAndItsTruncation) {
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.append("a.log", "two\n");
  std::filesystem::copy_file(folder / "a.log", folder / "a.log.2");
  folder.write("a.log", "three\nfour\n");
  EXPECT_THAT(look(log), ElementsAre("two", "(truncated)", "three", "four"));
  folder.append("a.log", "five\n");
  std::filesystem::copy_file(folder / "a.log", folder / "a.log.1");
  auto behind = Tail::from(sources, "app:a.log", {FileIdentity(identity_of(*sources.open("app:a.log.2"))), 4});
  ASSERT_TRUE(behind);
  EXPECT_THAT(look(*behind), ElementsAre("two", "(rotated)", "three", "four", "five"));
  folder.write("a.log", "six\n");
  EXPECT_THAT(look(*behind), ElementsAre("(truncated)", "six"));
}

// Each event's position goes on behind it, whatever has happened to the files meanwhile.
TEST_F(TailTest, AnotherTailGoesOnBehindAnyEvent) {
  folder.write("a.log", "one\n");
  Tail log = tail();
  folder.append("a.log", "two\nthree\n");
  folder.rename("a.log", "a.log.1");
  folder.write("a.log", "four\nfive\n");
  const auto events = log.look();
  ASSERT_EQ(events.size(), 5U);
  folder.rename("a.log.1", "a.log.2");
  folder.rename("a.log", "a.log.1");
  folder.write("a.log", "six\n");
  for (std::size_t i = 0; i < events.size(); ++i) {
    auto again = Tail::from(sources, "app:a.log", events[i].behind);
    ASSERT_TRUE(again);
    std::vector<std::string> wanted;
    for (std::size_t j = i + 1; j < events.size(); ++j) wanted.push_back(text_of(events[j]));
    wanted.insert(wanted.end(), {"(rotated)", "six"});
    EXPECT_EQ(look(*again), wanted);
  }
}

struct Seen {
  int lines = 0, gaps = 0;       // numbers that follow on no number: each where a gap was said
  int silent = 0, repeated = 0;  // must not be
  int truncated = 0, rotated = 0, replaced = 0;
};

// Follows until the writer has ended and nothing comes; with `breaks` a new Tail from the last position now and then.
Seen follow(Result<Tail> tail, const Sources& sources, const std::atomic<bool>& is_done, bool breaks) {
  Seen seen;
  int next = 1, looks = 0;
  bool may_miss = false;
  for (;;) {
    const bool is_last = is_done;
    const auto events = tail->look(64 * 1024);
    for (const TailEvent& event : events) {
      seen.truncated += event.kind == Kind::Truncated ? 1 : 0;
      seen.rotated += event.kind == Kind::Rotated ? 1 : 0;
      seen.replaced += event.kind == Kind::Replaced ? 1 : 0;
      may_miss = may_miss || event.kind == Kind::Truncated || event.kind == Kind::Replaced;
      if (event.kind != Kind::Line) continue;
      int number = -1;
      std::from_chars(event.line.data() + 5, event.line.data() + event.line.size(), number);
      if (number < next) ++seen.repeated;
      if (number > next) ++(may_miss ? seen.gaps : seen.silent);
      if (number > next) may_miss = false;
      next = number + 1;
      ++seen.lines;
    }
    if (events.empty() && is_last) return seen;
    if (breaks && ++looks % 7 == 0) {
      auto again = Tail::from(sources, "app:a.log", tail->position());
      if (again) tail = std::move(again);  // else the log is between two files: the old one goes on
    }
  }
}

Seen write_and_follow(const TemporaryFolder& folder, const Sources& sources, Writer::Way way, bool loses, bool breaks) {
  Writer writer(folder, way);
  auto tail = Tail::from_end(sources, "app:a.log");
  if (!tail) throw std::runtime_error("there is no log");
  std::jthread thread([&] { writer.run(4'000, loses); });
  return follow(std::move(tail), sources, writer.is_done, breaks);
}

TEST_F(TailTest, LosesNothingAndRepeatsNothingWhenFilesAreRenamed) {
  for (const bool breaks : {false, true}) {
    const Seen seen = write_and_follow(folder, sources, Writer::Way::Rename, false, breaks);
    EXPECT_EQ(seen.lines, Writer::kLines - 1);
    EXPECT_EQ(seen.gaps + seen.silent + seen.repeated, 0);
    EXPECT_EQ(seen.truncated + seen.replaced, 0);
    EXPECT_GT(seen.rotated, 10);
    std::filesystem::remove_all(folder.path());
    std::filesystem::create_directory(folder.path());
    sources = folder.sources();
  }
}

TEST_F(TailTest, ReadsCopiesWhenFilesAreTruncated) {
  const Seen seen = write_and_follow(folder, sources, Writer::Way::Copy, false, false);
  EXPECT_EQ(seen.lines, Writer::kLines - 1);
  EXPECT_EQ(seen.gaps + seen.silent + seen.repeated, 0);
  EXPECT_GT(seen.truncated, 0);
}

TEST_F(TailTest, SaysWhereATruncationLostLines) {
  const Seen seen = write_and_follow(folder, sources, Writer::Way::Copy, true, true);
  EXPECT_EQ(seen.silent + seen.repeated, 0);
  EXPECT_GE(seen.lines, Writer::kLines - 3 * (Writer::kLines / 4'000 + 1));
  EXPECT_GE(seen.truncated, seen.gaps);
}

TEST_F(TailTest, GoesOnWhenFilesAreDeletedAndMadeAgain) {
  const Seen seen = write_and_follow(folder, sources, Writer::Way::Delete, false, false);
  EXPECT_EQ(seen.silent + seen.repeated, 0);
  EXPECT_GT(seen.lines, 0);
}

}  // namespace
}  // namespace tenstone::log_view
