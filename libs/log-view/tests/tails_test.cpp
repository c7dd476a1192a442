#include "tenstone/log_view/tails.hpp"

#include <chrono>
#include <gmock/gmock.h>

#include "served.hpp"

namespace tenstone::log_view {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class TailRoute : public Served {
 protected:
  TailRoute() {
    open.reserve(8);  // tests hold references
    folder.write("a.log", "2026-03-01 07:30:00 INFO old\n");
  }
  ~TailRoute() override {
    for (http::Response& response : open) close(std::move(response));
  }

  // Behind its head, and the id that it begins with.
  http::Response& tail(const std::string& query = "", const std::string& last_id = "") {
    open.push_back(
        ask("/logs/tail?log=app:a.log" + query, last_id.empty() ? Fields() : Fields{{"Last-Event-ID", last_id}}));
    if (open.back().status == 200) {
      EXPECT_THAT(piece(open.back()), HasSubstr("retry: "));
      id = id_in(piece(open.back()));
    }
    return open.back();
  }
  // The text of the events from here on, up to one that holds `word`.
  std::string up_to(const http::Response& response, std::string_view word) {
    std::string all;
    for (int i = 0; i < 1000; ++i) {
      const std::string next = piece(response);
      if (next.contains("id: ")) id = id_in(next);
      all += next;
      if (next.empty() || next.contains(word)) break;
    }
    EXPECT_THAT(all, HasSubstr(word));
    return all;
  }
  static std::string id_in(const std::string& events) {
    const auto at = events.rfind("id: ");
    return at == events.npos ? "" : events.substr(at + 4, events.find('\n', at) - at - 4);
  }
  static std::string line(std::string_view text) { return "2026-03-01 07:30:01 INFO " + std::string(text) + "\n"; }

  std::vector<http::Response> open;
  std::string id;  // of the last event
};

TEST_F(TailRoute, GivesWhatIsWrittenFromNowOn) {
  const auto& events = tail();
  EXPECT_EQ(events.header("Content-Type"), "text/event-stream");
  folder.append("a.log", line("one") + "  at a.cpp:3\n" + line("two password=hunter2hunter2"));
  const std::string all = up_to(events, "two");
  EXPECT_THAT(all, AllOf(HasSubstr("event: entry\n"), HasSubstr(R"(one\n  at a.cpp:3)"), HasSubstr("[redacted]"),
                         Not(HasSubstr("old")), Not(HasSubstr("hunter2"))));
}

TEST_F(TailRoute, GoesOnBehindAnId) {
  const auto& first = tail();
  folder.append("a.log", line("one") + line("two"));
  up_to(first, "one");
  const std::string behind_one = id;
  EXPECT_THAT(up_to(tail("", behind_one), "two"), Not(HasSubstr("one")));
}

TEST_F(TailRoute, BeginsWithAnIdSoThatNothingIsLostBeforeTheFirstEvent) {
  tail();
  const std::string begin = id;
  ASSERT_NE(begin, "");
  folder.append("a.log", line("one"));
  EXPECT_THAT(up_to(tail("&after=" + begin), "one"), Not(HasSubstr("old")));
}

TEST_F(TailRoute, TellsOfARotation) {
  const auto& events = tail();
  folder.append("a.log", line("one"));
  folder.rename("a.log", "a.log.1");
  folder.write("a.log", line("two"));
  const std::string all = up_to(events, "two");
  EXPECT_THAT(all, HasSubstr("event: rotated\ndata: {\"file\":\"app:a.log\"}"));
  EXPECT_LT(all.find("INFO one"), all.find("rotated"));
  EXPECT_LT(all.find("rotated"), all.find("INFO two"));
}

TEST_F(TailRoute, TellsOfLinesThatMayBeMissing) {
  const auto& events = tail();
  folder.write("a.log", "2026-03-02 07:30:00 INFO anew\n");
  EXPECT_THAT(up_to(events, "anew"), HasSubstr(R"({"reason":"truncated","skipped_bytes":null})"));
}

TEST_F(TailRoute, JumpsNearTheEndWhenItIsTooFarBehind) {
  const auto& events = tail();
  const std::string long_text(2000, '.');  // so that there are not many of them
  std::string lines;
  for (int i = 0; lines.size() < kMostBehind + 4 * kBehindAfterGap; ++i)
    lines += line("line " + std::to_string(i) + long_text);
  folder.append("a.log", lines + line("the last one"));
  const std::string all = up_to(events, "the last one");
  EXPECT_THAT(all, HasSubstr(R"("reason":"slow","skipped_bytes":)"));
  EXPECT_THAT(all, HasSubstr("INFO line 0."));
}

TEST_F(TailRoute, GivesOnlyWhatTheQueryFinds) {
  const auto& events = tail("&q=two");
  folder.append("a.log", line("one") + line("two") + line("three"));
  EXPECT_THAT(up_to(events, "two"), AllOf(Not(HasSubstr("INFO one")), Not(HasSubstr("INFO three"))));
}

TEST_F(TailRoute, DetectsTheFormatOfALogThatIsEmptyAtFirst) {
  folder.write("a.log", "");
  const auto& events = tail();
  folder.append("a.log", R"({"time":"2026-03-01T07:30:00Z","level":"warn","event":"mail.failed"})"
                         "\n");
  EXPECT_THAT(up_to(events, "mail.failed"), HasSubstr(R"("level":"warn")"));
}

TEST_F(TailRoute, DetectsTheFormatOfTheNextFileWhenItTellsMore) {
  const auto& events = tail();
  folder.rename("a.log", "a.log.1");
  folder.write("a.log", R"({"time":"2026-03-01T07:30:00Z","level":"warn","event":"mail.failed","to":"mia"})"
                        "\n");
  EXPECT_THAT(up_to(events, "mail.failed"), HasSubstr(R"("level":"warn")"));
}

// The last write is of now: what the entries before say goes before it.
TEST_F(TailRoute, KeepsTheYearOfALogThatWritesNone) {
  folder.write("a.log", "Mar  1 07:30:00 shop mail[77]: one\n");
  using namespace std::chrono;
  std::filesystem::last_write_time(folder / "a.log", file_clock::from_sys(sys_seconds(sys_days(2020y / 3 / 2))));
  const auto& events = tail();
  folder.append("a.log", "Mar  1 07:30:01 shop mail[77]: two\n");
  EXPECT_THAT(up_to(events, "two"), HasSubstr(R"("time":"2020-03-01T07:30:01)"));
  const std::string behind_two = id;
  folder.append("a.log", "Mar  1 07:30:02 shop mail[77]: three\n");
  EXPECT_THAT(up_to(tail("", behind_two), "three"), HasSubstr(R"("time":"2020-03-01T07:30:02)"));
}

TEST_F(TailRoute, AreLimitedByClient) {
  tail();
  tail();
  EXPECT_EQ(tail().problem_code(), "too_many_tails");
  EXPECT_EQ(open.back().status, 429);
  close(std::move(open.front()));
  EXPECT_EQ(tails.count(), 1U);
  EXPECT_EQ(tail().status, 200);
}

TEST_F(TailRoute, EndsAtOnce) {
  const auto& events = tail();
  auto end = [](http::Content& content) -> Task<> {
    content.end();
    co_return;
  };
  testing::await(loops[0], end(*events.content));
  EXPECT_EQ(piece(events), "");
}

}  // namespace
}  // namespace tenstone::log_view
