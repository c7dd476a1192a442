#include "tenstone/log_view/layout.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tenstone/log_view/format.hpp"
#include "tenstone/log_view/timeline.hpp"

namespace tenstone::log_view {
namespace {

const Time kWritten = *parse_rfc3339("2026-12-01T18:00:00Z");

struct Sample {
  const char* layout;
  const char* line;
  const char* time;
  TimeSource source;
  Level level;
  const char* message;
  std::vector<std::pair<std::string_view, std::string_view>> fields;  // some of them
};

using enum TimeSource;

// PostgreSQL 15, Redis 7, nginx 1.22, Python 3.11 and dpkg of Debian 12 wrote these; the others are from loghub and the
// programs' manuals.
const std::vector<Sample> kSamples{
    {"json",
     R"({"time":"2026-11-22T08:15:00.000001Z","level":"info","event":"job.retried","job":{"id":"7"},"n":2})",
     "2026-11-22T08:15:00.000001Z",
     Text,
     Level::Info,
     "job.retried",
     {{"n", "2"}, {"job.id", "7"}}},
    {"json",
     R"({"level":50,"time":1764609293224,"msg":"a \"b\" \u00e9"})",
     "2025-12-01T17:14:53.224000Z",
     Text,
     Level::Error,
     "a \"b\" \xC3\xA9",
     {}},
    {"logfmt",
     R"(ts=2026-12-01T17:44:45+01:00 lvl=warn msg="two words" path=/a?b=c empty=)",
     "2026-12-01T16:44:45.000000Z",
     Text,
     Level::Warn,
     "two words",
     {{"path", "/a?b=c"}, {"empty", ""}}},
    {"syslog-5424",
     R"(<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 [exampleSDID@32473 iut="3"][x] An event)",
     "2003-10-11T22:14:15.003000Z",
     Text,
     Level::Info,
     "An event",
     {{"host", "mymachine.example.com"}, {"msgid", "ID47"}, {"sd", "exampleSDID@32473 iut=\"3\""}}},
    {"syslog-3164",
     "<34>Oct 11 22:14:15 mymachine su[12]: 'su root' failed",
     "2026-10-11T22:14:15.000000Z",
     InferredYear,
     Level::Fatal,
     "'su root' failed",
     {{"program", "su"}, {"pid", "12"}}},
    {"syslog-3164",
     "Dec 10 06:55:46 LabSZ sshd[24200]: Invalid user webmaster",
     "2025-12-10T06:55:46.000000Z",
     InferredYear,
     Level::None,
     "Invalid user webmaster",
     {{"host", "LabSZ"}}},
    {"combined",
     R"(127.0.0.1 - - [01/Dec/2026:17:44:43 +0000] "GET /nope HTTP/1.1" 403 153 "http://a.b/?q=1" "curl \x22x\x22")",
     "2026-12-01T17:44:43.000000Z",
     Text,
     Level::Warn,
     "GET /nope HTTP/1.1",
     {{"status", "403"}, {"path", "/nope"}, {"agent", R"(curl \x22x\x22)"}}},
    {"common",
     R"(::1 - mia [10/Oct/2000:13:55:36 -0700] "-" 500 -)",
     "2000-10-10T20:55:36.000000Z",
     Text,
     Level::Error,
     "-",
     {{"host", "::1"}, {"user", "mia"}, {"bytes", "-"}}},
    {"nginx-error",
     R"(2026/12/01 17:44:43 [error] 30024#30024: *1 open() "/tmp/nope" failed (13: Permission denied))",
     "2026-12-01T17:44:43.000000Z",
     Assumed,
     Level::Error,
     R"(open() "/tmp/nope" failed (13: Permission denied))",
     {{"pid", "30024"}, {"connection", "1"}}},
    {"apache-error",
     "[Sun Dec 04 04:47:44 2005] [notice] workerEnv.init() ok",
     "2005-12-04T04:47:44.000000Z",
     Assumed,
     Level::Info,
     "workerEnv.init() ok",
     {}},
    {"apache-error",
     "[Wed Oct 11 14:32:52.123456 2000] [core:error] [pid 35708:tid 4] [client 72.15.99.187] gone",
     "2000-10-11T14:32:52.123456Z",
     Assumed,
     Level::Error,
     "gone",
     {{"module", "core"}, {"client", "72.15.99.187"}}},
    {"postgres",
     "2026-12-01 17:28:54.334 UTC [6060] ERROR:  new row for relation",
     "2026-12-01T17:28:54.334000Z",
     Text,
     Level::Error,
     "new row for relation",
     {{"pid", "6060"}}},
    {"postgres",
     "2026-12-01 17:28:54.334 UTC [6060] STATEMENT:  ",
     "2026-12-01T17:28:54.334000Z",
     Text,
     Level::None,
     "",
     {}},
    {"redis",
     "4957:C 01 Dec 2026 17:27:46.965 # Redis version=7.0.15",
     "2026-12-01T17:27:46.965000Z",
     Assumed,
     Level::Warn,
     "Redis version=7.0.15",
     {{"role", "C"}}},
    {"glog",
     "W1201 17:44:45.224001 12345 cart.cc:12] empty cart",
     "2026-12-01T17:44:45.224001Z",
     InferredYear,
     Level::Warn,
     "empty cart",
     {{"source", "cart.cc:12"}}},
    {"logcat",
     "03-17 16:13:38.811  1702  2395 D WindowManager: printFreezing",
     "2026-03-17T16:13:38.811000Z",
     InferredYear,
     Level::Debug,
     "printFreezing",
     {{"tag", "WindowManager"}}},
    {"spring",
     "2026-12-01 17:44:45.224  INFO 1234 --- [           main] c.e.App   : Started",  // two spaces
     "2026-12-01T17:44:45.224000Z",
     Assumed,
     Level::Info,
     "Started",
     {{"logger", "c.e.App"}}},
    {"log4j-dash",
     "2015-07-29 17:41:44,747 - INFO  [QuorumPeer[myid=1]/0:0:2181:Election@774] - Notification",
     "2015-07-29T17:41:44.747000Z",
     Assumed,
     Level::Info,
     "Notification",
     {}},
    {"log4j",
     "2015-10-18 18:01:47,978 INFO [main] org.apache.hadoop.MRAppMaster: Created",  // Hadoop
     "2015-10-18T18:01:47.978000Z",
     Assumed,
     Level::Info,
     "Created",
     {{"logger", "org.apache.hadoop.MRAppMaster"}}},
    {"logback",
     "2026-12-01 17:44:45.224 [exec 1] WARN  com.shop.Cart - empty",
     "2026-12-01T17:44:45.224000Z",
     Assumed,
     Level::Warn,
     "empty",
     {{"thread", "exec 1"}}},
    {"hdfs",
     "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1",
     "2008-11-09T20:36:15.000000Z",
     Assumed,
     Level::Info,
     "PacketResponder 1",
     {{"logger", "dfs.DataNode$PacketResponder"}}},
    {"python",
     "2026-12-01 17:44:45,224 - shop.cart - WARNING - empty cart",
     "2026-12-01T17:44:45.224000Z",
     Assumed,
     Level::Warn,
     "empty cart",
     {{"logger", "shop.cart"}}},
    {"spdlog-named",
     "[2026-12-01 17:44:45.224] [shop] [critical] gone",
     "2026-12-01T17:44:45.224000Z",
     Assumed,
     Level::Fatal,
     "gone",
     {{"logger", "shop"}}},
    {"tracing",
     "\x1b[2m2026-12-01T17:44:45.224001Z\x1b[0m \x1b[32m INFO\x1b[0m app::web: ready",
     "2026-12-01T17:44:45.224001Z",
     Text,
     Level::Info,
     "ready",
     {{"target", "app::web"}}},
    {"iso",
     "2025-06-24 14:36:25 startup archives unpack",
     "2025-06-24T14:36:25.000000Z",
     Assumed,
     Level::None,
     "startup archives unpack",
     {}},
    {"iso", "2016-09-28 04:30:30, Info: Loaded", "2016-09-28T04:30:30.000000Z", Assumed, Level::Info, "Loaded", {}},
    {"epoch", "1764609293.5 ERROR gone", "2025-12-01T17:14:53.500000Z", Text, Level::Error, "gone", {}},
    {"plain",
     "update-alternatives 2025-06-24 14:36:53: WARNING no",
     "2025-06-24T14:36:53.000000Z",
     Assumed,
     Level::Warn,
     "update-alternatives 2025-06-24 14:36:53: WARNING no",
     {}},
};

TEST(Layout, ReadsRealLines) {
  for (const Sample& sample : kSamples) {
    SCOPED_TRACE(sample.line);
    Entry entry;
    ASSERT_TRUE(find_layout(sample.layout)->parse(sample.line, entry));
    Timeline(kWritten, std::nullopt).settle(entry, Direction::Backward);
    ASSERT_TRUE(entry.time);
    EXPECT_EQ(to_rfc3339(*entry.time), sample.time);
    EXPECT_EQ(to_string(entry.time_source), to_string(sample.source));
    EXPECT_EQ(to_string(entry.level), to_string(sample.level));
    EXPECT_EQ(entry.message, sample.message);
    for (const auto& [name, value] : sample.fields) EXPECT_EQ(entry.find(name), value) << name;
  }
}

TEST(Detect, FindsTheLayoutOfEachSample) {
  for (const Sample& sample : kSamples) {
    const std::string text = fmt::format("{0}\n{0}\n  at a trace\n", sample.line);
    const std::string_view blocks[] = {text};
    EXPECT_EQ(detect(blocks).layout->name(), sample.layout) << sample.line;
  }
}

TEST(Detect, NeedsThreeFifthsAndKnowsASecondProgram) {
  const std::string ours = "2026-12-01 17:28:54.334 UTC [6060] LOG:  ready\n",
                    other = "{\"msg\":\"hello there, all of you\"}\n";
  const std::string mixed = ours + ours + ours + other, halved = ours + std::string(60, 'x') + "\n";
  const std::string_view one[] = {mixed}, two[] = {halved};
  EXPECT_EQ(detect(one).layout->name(), "postgres");
  ASSERT_NE(detect(one).other, nullptr);
  EXPECT_EQ(detect(one).other->name(), "json");
  EXPECT_EQ(detect(two).layout->name(), "plain");
}

TEST(Layout, RefusesWhatIsNotItsOwn) {
  Entry entry;
  for (const char* line : {"{\"a\":1", "{\"a\":1} x", "{\"a\" 1}", "{\"a\":[1}", "[1]", "", "{\"a\":\"b\\"})
    EXPECT_FALSE(find_layout("json")->parse(line, entry)) << line;
  EXPECT_FALSE(find_layout("logfmt")->parse("a=1", entry));
  EXPECT_FALSE(find_layout("logfmt")->parse("a=1 b", entry));
  EXPECT_FALSE(find_layout("iso")->parse("2026-02-30 10:00:00 x", entry));
  EXPECT_FALSE(find_layout("iso")->parse("2026-02-20 24:00:00 x", entry));
  EXPECT_FALSE(plain_layout().parse("  at com.shop", entry));
}

RC_GTEST_PROP(Stamp, AFormattedTimeIsParsedBack, ()) {
  const Time time{
      std::chrono::microseconds(*rc::gen::inRange<std::int64_t>(1'000'000'000'000'000, 4'000'000'000'000'000))};
  const std::string iso = to_rfc3339(time);
  const auto reads = [&](std::string text, std::string_view form, Time expected) {
    std::string_view rest = text;
    Stamp stamp;
    RC_ASSERT(read_stamp(rest, form, stamp));
    RC_ASSERT(rest.empty());
    RC_ASSERT(stamp.instant == std::optional(expected));
  };
  const auto east = to_rfc3339(time + std::chrono::minutes(330));
  reads(iso, "Y-m-dTH:M:SfZ", time);
  reads(east.substr(0, 26) + "+0530", "Y-m-dTH:M:SfZ", time);
  reads(fmt::format("{}/{}/{} {} GMT", iso.substr(0, 4), iso.substr(5, 2), iso.substr(8, 2), iso.substr(11, 15)),
        "Y/m/d H:M:SfZ", time);
  const auto micros = time.time_since_epoch().count();
  reads(fmt::format("{}", micros), "E", time);
  reads(fmt::format("{}", micros * 1000), "E", time);
  reads(fmt::format("{}", micros / 1000), "E", std::chrono::floor<std::chrono::milliseconds>(time));
  reads(fmt::format("{}.{:06}", micros / 1'000'000, micros % 1'000'000), "E", time);
}

}  // namespace
}  // namespace tenstone::log_view
