#include "tenstone/logging/human.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tenstone::logging {
namespace {

TEST(Humanise, ShowsARequestAsOneReads) {
  EXPECT_EQ(humanise(R"({"time":"2026-11-22T08:15:00.123456Z","level":"info","event":"request.done","process":"api",)"
                     R"("request_id":"r1","method":"GET","path":"/v1/jobs","status":200,"duration_ms":1.2})",
                     false),
            "08:15:00.123 INFO  api    request.done  GET /v1/jobs 200 1.2ms  request_id=r1");
}

TEST(Humanise, ShowsOtherFieldsByName) {
  EXPECT_EQ(humanise(R"({"time":"2026-11-22T08:15:00.123456Z","level":"warn","event":"job.retried","process":"worker",)"
                     R"( "why":"disk \"a\" full","none":"","pause_ms":1500,"last":false})",
                     false),
            R"(08:15:00.123 WARN  worker job.retried  why="disk "a" full" none="" pause=1500ms last=false)");
}

TEST(Humanise, ColoursTheLevel) {
  const auto line = humanise(R"({"time":"2026-11-22T08:15:00.123456Z","level":"error","event":"a.b"})", true);
  EXPECT_EQ(line, "\x1b[2m08:15:00.123\x1b[0m \x1b[1;31mERROR\x1b[0m -      a.b");
}

TEST(Humanise, KeepsControlCharactersFromTheTerminal) {
  const auto line =
      humanise(R"({"time":"2026-11-22T08:15:00.123456Z","event":"a.b","text":"\u001b[2J\n\u009b"})", false);
  EXPECT_EQ(line, R"(08:15:00.123 INFO  -      a.b  text=\u001b[2J\n\u009b)");
  EXPECT_EQ(humanise("{\"time\":\"2026-11-22T08:15:00.123456Z\",\"event\":\"a.b\",\"text\":\"\u009b2J\"}", false),
            R"(08:15:00.123 INFO  -      a.b  text=\u009b2J)");
  EXPECT_EQ(humanise("no JSON: \x1b[2J\xff", true), R"(no JSON: \u001b[2J\xff)");
}

TEST(Humanise, LeavesOtherLinesAlone) {
  for (const char* line :
       {"", "PostgreSQL started", "{", "{}", R"({"time":"yesterday","event":"a.b"})", R"({"event":"a.b"})",
        R"({"time":"2026-11-22T08:15:00.123456Z","event":"a.b","deep":{"a":1}})",
        R"({"time":"2026-11-22T08:15:00.123456Z","event":"a.b"} x)",
        R"({"time":"2026-11-22T08:15:00Z","event":"a.b"})"})
    EXPECT_EQ(humanise(line, true), line);
}

RC_GTEST_PROP(Humanise, TakesAnything, (const std::string& tail)) {
  humanise(R"({"time":"2026-11-22T08:15:00.123456Z","event":")" + tail, true);
}

}  // namespace
}  // namespace tenstone::logging
