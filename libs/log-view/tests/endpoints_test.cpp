#include "tenstone/log_view/endpoints.hpp"

#include <gmock/gmock.h>

#include "served.hpp"

namespace tenstone::log_view {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr std::string_view kLines =
    "2026-03-01 07:30:00 INFO one\n2026-03-01 07:30:01 ERROR two\n  at a.cpp:3\n"
    "2026-03-01 07:30:02 WARN three password=hunter2hunter2\n";

class LogRoutes : public Served {
 protected:
  LogRoutes() { folder.write("a.log", kLines); }
};

TEST_F(LogRoutes, AnswerInJson) {
  EXPECT_THAT(ask("/logs").body, HasSubstr(R"("name":"app:a.log")"));
  EXPECT_THAT(ask("/logs/about?log=app:a.log").body, HasSubstr(R"("first_time":"2026-03-01T07:30:00)"));
  EXPECT_THAT(ask("/logs/histogram?log=app:a.log&buckets=2").body, HasSubstr(R"("entries":3)"));
  const auto page = ask("/logs/entries?log=app:a.log&q=level%3E%3Derror");
  EXPECT_THAT(page.body, AllOf(HasSubstr("two"), HasSubstr("at a.cpp:3"), Not(HasSubstr("three"))));
  EXPECT_EQ(page.header("Cache-Control"), "no-store");
  EXPECT_FALSE(page.header("Link"));
}

TEST_F(LogRoutes, NameTheNextPage) {
  const auto page = ask("/logs/entries?log=app:a.log&limit=1&order=oldest");
  const std::string link(page.header("Link").value_or(""));
  EXPECT_THAT(link, AllOf(StartsWith("</logs/entries?log=app%3Aa.log&limit=1&order=oldest&cursor="),
                          HasSubstr(">; rel=\"next\"")));
  const std::string next = link.substr(1, link.find('>') - 1);
  EXPECT_THAT(ask(next).body, AllOf(HasSubstr("two"), Not(HasSubstr("one")), Not(HasSubstr("three"))));
}

TEST_F(LogRoutes, RefuseWhatIsWrong) {
  const std::string no_log = "404 log_not_found";
  for (const std::string route : {"about", "entries", "histogram", "tail", "download"}) {
    for (const char* log :
         {"app:none.log", "none:a.log", "app:../a.log", "app:%2Fetc%2Fpasswd", "app:a.log%00", "a.log"})
      EXPECT_EQ(summary("/logs/" + route + "?log=" + log), no_log) << route << " " << log;
    EXPECT_EQ(summary("/logs/" + route), "422 validation_failed");
    if (route != "about")
      EXPECT_EQ(summary("/logs/" + route + "?log=app:a.log&q=level%3E%3E"), "422 log_query_invalid");
  }
  EXPECT_EQ(summary("/logs/entries?log=app:a.log&cursor=none"), "400 invalid_cursor");
  EXPECT_EQ(summary("/logs/entries?log=app:a.log&limit=0"), "422 validation_failed");
  EXPECT_EQ(summary("/logs/tail?log=app:a.log&after=none"), "400 invalid_cursor");
  EXPECT_EQ(summary("/logs/tail?log=app:a.log", {{"Last-Event-ID", "none"}}), "400 invalid_cursor");
  EXPECT_EQ(ask("/logs/download?log=app:a.log", {}, "reader").problem_code(), "no_download_token");
}

TEST_F(LogRoutes, DownloadLinesWithoutSecrets) {
  folder.write("a.log.1", "2026-03-01 07:29:00 INFO zero\n");
  auto all = ask("/logs/download?log=app:a.log");
  EXPECT_EQ(all.header("Content-Disposition"), "attachment; filename=\"app_a.log\"");
  const std::string lines = piece(all);
  EXPECT_THAT(lines, StartsWith("2026-03-01 07:29:00 INFO zero\n2026-03-01 07:30:00 INFO one\n"));
  EXPECT_THAT(lines, AllOf(HasSubstr("password=[redacted]\n"), Not(HasSubstr("hunter2"))));
  EXPECT_EQ(piece(all), "");
  close(std::move(all));
  auto some = ask("/logs/download?log=app:a.log&q=level%3Derror");
  EXPECT_EQ(piece(some), "2026-03-01 07:30:01 ERROR two\n  at a.cpp:3\n");
  close(std::move(some));
}

TEST_F(LogRoutes, DownloadAnyNumberOfLinesInPieces) {
  std::string lines;
  for (int i = 0; i < 100'000; ++i) lines += "2026-03-01 07:30:00 INFO line " + std::to_string(i) + "\n";
  folder.write("a.log", lines);
  auto download = ask("/logs/download?log=app:a.log");
  std::string all;
  int pieces = 0;
  for (std::string next; !(next = piece(download)).empty(); ++pieces) all += next;
  EXPECT_TRUE(all == lines);
  EXPECT_GE(pieces, 3);
  close(std::move(download));
}

TEST_F(LogRoutes, ADownloadEndsWithAnErrorWhereItsPlaceIsLost) {
  std::string lines;
  for (int i = 0; i < 100'000; ++i) lines += "2026-03-01 07:30:00 INFO line " + std::to_string(i) + "\n";
  folder.write("a.log", lines);
  auto download = ask("/logs/download?log=app:a.log");
  EXPECT_TRUE(lines.starts_with(piece(download)));
  folder.write("a.log", "2026-03-02 07:30:00 INFO anew\n");
  EXPECT_EQ(piece(download), "(log_gone)");
  close(std::move(download));
}

TEST(FileName, HasNothingThatAHeaderOrAFolderTakesForItsOwn) {
  EXPECT_EQ(file_name_of("app:nginx/access.log.1"), "app_nginx_access.log.1");
  EXPECT_EQ(file_name_of("a:\"b\\\xC3\xA4;.log"), "a__b____.log");
}

}  // namespace
}  // namespace tenstone::log_view
