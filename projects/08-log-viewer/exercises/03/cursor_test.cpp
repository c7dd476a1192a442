#include "cursor.hpp"

#include "exercise.hpp"
#include "solution/cursor.hpp"

namespace {

using exercise::Cursor, exercise::Log;
using Lines = std::vector<std::string>;

struct Stub {
  static constexpr auto next = stub::next;
};
struct Solution {
  static constexpr auto next = solution::next;
};

template <class Answer>
struct Exercise03 : testing::Test {
  // All lines from `cursor` on, which is then behind them. {"gone"}: its place is gone.
  Lines rest() {
    Lines lines;
    for (;;) {
      const auto step = Answer::next(log, cursor);
      if (!step) return {"gone"};
      cursor = step->next;
      if (!step->line) return lines;
      lines.push_back(*step->line);
    }
  }
  Log log{{7, "one\ntwo\n"}};
  Cursor cursor = exercise::begin(log);
};
using Answers = testing::Types<Stub, Solution>;
TYPED_TEST_SUITE(Exercise03, Answers, exercise::Names);

TYPED_TEST(Exercise03, WhatIsAppendedComesOnce) {
  EXPECT_EQ(this->rest(), (Lines{"one", "two"}));
  EXPECT_EQ(this->rest(), Lines());
  this->log[0].bytes += "three\nfo";
  EXPECT_EQ(this->rest(), Lines{"three"});
  this->log[0].bytes += "ur\n";
  EXPECT_EQ(this->rest(), Lines{"four"});
}

TYPED_TEST(Exercise03, ItGoesOnOverARotation) {
  EXPECT_EQ(this->rest(), (Lines{"one", "two"}));
  this->log[0].bytes += "three\n";
  this->log.push_back({8, "four\n"});
  EXPECT_EQ(this->rest(), (Lines{"three", "four"}));
}

TYPED_TEST(Exercise03, NoFileInTheMiddleIsLeftOut) {
  this->log = {{7, "one\n"}, {8, "two\n"}, {9, "three\n"}};
  this->cursor = exercise::begin(this->log);
  EXPECT_EQ(this->rest(), (Lines{"one", "two", "three"}));
}

TYPED_TEST(Exercise03, AnUnfinishedLineIsWaitedForInARotatedFileToo) {
  this->log[0].bytes += "thr";
  this->log.push_back({8, "four\n"});
  EXPECT_EQ(this->rest(), (Lines{"one", "two"}));
  this->log[0].bytes += "ee\n";
  EXPECT_EQ(this->rest(), (Lines{"three", "four"}));
}

TYPED_TEST(Exercise03, AnEmptyFileIsPassed) {
  this->log.push_back({8, ""});
  this->log.push_back({9, "three\n"});
  EXPECT_EQ(this->rest(), (Lines{"one", "two", "three"}));
}

TYPED_TEST(Exercise03, ATruncationIsNoticed) {
  EXPECT_EQ(this->rest(), (Lines{"one", "two"}));
  this->log[0].bytes = "new\n";
  EXPECT_EQ(this->rest(), Lines{"gone"});
}

TYPED_TEST(Exercise03, ATruncationIsNoticedWhenTheBeginningIsLeft) {
  this->log[0].bytes += "three\nfour\nfive\n";
  EXPECT_EQ(this->rest().size(), 5U);
  this->log[0].bytes.resize(exercise::kHead);
  EXPECT_EQ(this->rest(), Lines{"gone"});
}

TYPED_TEST(Exercise03, ATruncationIsNoticedWhenTheFileHasGrownAgain) {
  EXPECT_EQ(this->rest(), (Lines{"one", "two"}));
  this->log[0].bytes = "new lines, and more of them\nthan before\n";
  EXPECT_EQ(this->rest(), Lines{"gone"});
}

TYPED_TEST(Exercise03, ADeletedFileIsNoticed) {
  EXPECT_EQ(this->rest(), (Lines{"one", "two"}));
  this->log = {{8, "one\ntwo\nthree\n"}};
  EXPECT_EQ(this->rest(), Lines{"gone"});
}

}  // namespace
