#include "tenstone/log_view/logs.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "temporary_folder.hpp"
#include "tenstone/log_view/errors.hpp"
#include "tenstone/testing/fake_clock.hpp"

namespace tenstone::log_view {
namespace {

const web::Cursors& log_cursors() {
  static const web::Cursors cursors(Secret<std::string>(std::string(32, 'k')));
  return cursors;
}

class LogsOf {
 public:
  explicit LogsOf(const TemporaryFolder& folder, LogsOptions options = {})
      : sources_(folder.sources()), logs_(sources_, log_cursors(), clock_, options) {}
  const Logs* operator->() const { return &logs_; }
  testing::FakeClock& clock() { return clock_; }

  // All pages, one behind the other.
  std::vector<EntryAnswer> all(const std::string& q, Order order, int limit = 100) const {
    EntriesQuery query = asking(q, order, limit);
    std::vector<EntryAnswer> out;
    for (int pages = 0; pages < 10'000; ++pages) {
      auto page = logs_.entries(query);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) break;
      out.insert(out.end(), page->data.begin(), page->data.end());
      EXPECT_EQ(page->next_cursor.has_value(), !page->scan.complete);
      if (!page->next_cursor) return out;
      query.cursor = page->next_cursor;
    }
    ADD_FAILURE() << "the pages do not end";
    return out;
  }
  static EntriesQuery asking(const std::string& q, Order order, int limit = 100) {
    EntriesQuery query;
    query.log = "app:a.log";
    query.q = q;
    query.order = order;
    query.limit = limit;
    return query;
  }

 private:
  testing::FakeClock clock_;
  Sources sources_;
  Logs logs_;
};

std::vector<std::string> raws(const std::vector<EntryAnswer>& entries) {
  std::vector<std::string> out;
  for (const EntryAnswer& entry : entries) out.push_back(entry.raw);
  return out;
}

std::string numbered(int from, int to) {
  std::string out;
  for (int i = from; i < to; ++i)
    out += fmt::format("2026-11-{:02}T{:02}:{:02}:{:02}Z INFO line {}\n", 1 + i / 86'400, i / 3600 % 24, i / 60 % 60,
                       i % 60, i);
  return out;
}

TEST(Logs, NewestFirstPagesStayTheSameWhileTheLogGrowsAndIsRotated) {
  const TemporaryFolder folder;
  folder.write("a.log", numbered(0, 10));
  const LogsOf logs(folder);
  EntriesQuery query = LogsOf::asking("", Order::Newest, 4);
  const auto first = logs->entries(query);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->data.front().message.substr(first->data.front().message.size() - 6), "line 9");
  folder.append("a.log", numbered(10, 13));
  folder.rename("a.log", "a.log.1");
  folder.write("a.log", numbered(13, 20));
  query.cursor = first->next_cursor;
  const auto second = logs->entries(query);
  ASSERT_TRUE(second);
  ASSERT_EQ(second->data.size(), 4U);
  EXPECT_TRUE(second->data[0].raw.ends_with("line 5"));
  EXPECT_EQ(second->data[0].file, "app:a.log.1");
  EXPECT_EQ(logs.all("", Order::Newest, 3).size(), 20U);
  EXPECT_EQ(logs.all("", Order::Oldest, 3).size(), 20U);
}

TEST(Logs, ATruncatedLogIsGoneAndNamesTheOldestFile) {
  const TemporaryFolder folder;
  folder.write("a.log", numbered(0, 10));
  const LogsOf logs(folder);
  EntriesQuery query = LogsOf::asking("", Order::Newest, 4);
  query.cursor = logs->entries(query)->next_cursor;
  folder.write("a.log", numbered(50, 52));
  const auto gone = logs->entries(query);
  ASSERT_FALSE(gone);
  EXPECT_TRUE(gone.error().is(kLogGone));
}

// Entries of one to three lines, some with the word; both ways to find them, in both directions, in pages and budgets
// of any size, give the same.
// The end of one file is read again at each request, and may take all that a request may read.
TEST(Logs, GoOnToTheNextFileWhateverTheBudgetIs) {
  const TemporaryFolder folder;
  folder.write("a.log.2", numbered(0, 3));
  folder.write("a.log.1", "");
  folder.write("a.log", numbered(3, 6));
  for (const std::uint64_t bytes : {1, 10, 100, 1000})
    for (const char* q : {"", "INFO", "/IN[F]O/"})
      for (const Order order : {Order::Oldest, Order::Newest}) {
        const LogsOf logs(folder, {.budget_bytes = bytes});
        EXPECT_EQ(logs.all(q, order, 2).size(), 6U) << bytes << " " << q;
      }
}

RC_GTEST_PROP(Logs, FindTheSameEntriesWithAndWithoutALiteralInAnyPages, ()) {
  const TemporaryFolder folder;
  std::vector<std::string> expected;
  for (const char* const file : {"a.log.2", "a.log.1", "a.log"}) {
    std::string text;
    for (int i = *rc::gen::inRange(0, 25); i > 0; --i) {
      std::string entry =
          fmt::format("2026-11-01T08:00:{:02}Z INFO {}", i % 60, *rc::gen::inRange(0, 9) == 0 ? "needle" : "hay");
      for (int lines = *rc::gen::inRange(0, 3); lines > 0; --lines)
        entry += *rc::gen::inRange(0, 6) == 0 ? "\n  at needle" : "\n  at hay";
      if (entry.contains("needle")) expected.push_back(entry);
      text += entry + "\n";
    }
    folder.write(file, text);
  }
  const LogsOf logs(folder, {.budget_bytes = static_cast<std::uint64_t>(*rc::gen::inRange(1, 5000))});
  const int limit = *rc::gen::inRange(1, 20);
  RC_ASSERT(raws(logs.all("needle", Order::Oldest, limit)) == expected);
  RC_ASSERT(raws(logs.all("/nee[d]le/", Order::Oldest, limit)) == expected);
  std::ranges::reverse(expected);
  RC_ASSERT(raws(logs.all("needle", Order::Newest, limit)) == expected);
  RC_ASSERT(raws(logs.all("/nee[d]le/", Order::Newest, limit)) == expected);
}

TEST(Logs, EntriesLargerThanABlockAreFoundByALiteral) {
  const TemporaryFolder folder;
  std::string big = "2026-11-01T08:00:00Z ERROR begins";
  for (int i = 0; i < 400; ++i) big += "\n" + std::string(1000, ' ') + "x";
  big += "\n  needle";
  folder.write("a.log", numbered(0, 5000) + big + "\n" + numbered(5000, 10'000));
  const LogsOf logs(folder);
  for (const Order order : {Order::Newest, Order::Oldest}) {
    const auto found = logs.all("needle", order);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].raw, big);
    EXPECT_EQ(found[0].level, Level::Error);
    EXPECT_EQ(found[0].lines, 402U);
  }
}

TEST(Logs, ARareMatchComesWithinBudgetsThatGoOn) {
  const TemporaryFolder folder;
  folder.write("a.log", "2026-11-01T00:00:00Z INFO needle\n" + numbered(1, 30'000));
  const LogsOf logs(folder, {.budget_bytes = 300'000});
  const auto first = logs->entries(LogsOf::asking("needle", Order::Newest));
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->data.empty());
  EXPECT_FALSE(first->scan.complete);
  EXPECT_GE(first->scan.scanned_bytes, 300'000U);
  EXPECT_GT(first->scan.remaining_bytes, 500'000U);
  EXPECT_EQ(logs.all("needle", Order::Newest).size(), 1U);
}

TEST(Logs, OfATimeRangeOnlyItsPartIsRead) {
  const TemporaryFolder folder;
  folder.write("a.log", numbered(0, 200'000));
  const LogsOf logs(folder);
  EntriesQuery query = LogsOf::asking("ts:[2026-11-02T00:00:00Z,+1s]", Order::Newest);
  const auto found = logs->entries(query);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->data.size(), 1U);
  EXPECT_TRUE(found->data[0].raw.ends_with("line 86400"));
  EXPECT_TRUE(found->scan.complete);
  EXPECT_LT(found->scan.scanned_bytes, 5'000'000U);
  EXPECT_EQ(logs.all("ts:[2026-11-01,+1h]", Order::Oldest, 1000).size(), 3'600U);
}

TEST(Logs, YearsGoOnOverPages) {
  const TemporaryFolder folder;
  std::string text;
  for (int month = 0; month < 30; ++month)  // from July 2024
    text += fmt::format("{} 15 08:00:00 host cron[1]: month {}\n",
                        std::array{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
                                   "Dec"}[static_cast<std::size_t>((month + 6) % 12)],
                        month);
  folder.write("a.log", text);
  const auto december_2026 =
      std::filesystem::file_time_type::clock::from_sys(Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 16)));
  std::filesystem::last_write_time(folder / "a.log", december_2026);
  const LogsOf logs(folder);
  const auto newest = logs.all("", Order::Newest, 7);
  ASSERT_EQ(newest.size(), 30U);
  EXPECT_EQ(to_rfc3339(*newest[0].time), "2026-12-15T08:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(*newest[29].time), "2024-07-15T08:00:00.000000Z");
  EXPECT_EQ(newest[29].time_source, TimeSource::InferredYear);
  const auto context = logs->context({.log = "app:a.log", .at = newest[29].id, .before = 3, .after = 1});
  ASSERT_TRUE(context);
  EXPECT_EQ(to_rfc3339(*context->data.at(1).time), "2024-08-15T08:00:00.000000Z");
}

TEST(Logs, SecretsAreNeitherShownNorFound) {
  const TemporaryFolder folder;
  folder.write("a.log",
               "{\"time\":\"2026-11-01T08:00:00Z\",\"level\":\"info\",\"msg\":\"signed in\",\"password\":\"hunter2\"}\n"
               "{\"time\":\"2026-11-01T08:00:01Z\",\"level\":\"info\",\"msg\":\"signed out\"}\n");
  const LogsOf logs(folder);
  const auto all = logs.all("", Order::Oldest);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].fields.at("password"), "[redacted]");
  EXPECT_FALSE(all[0].raw.contains("hunter2"));
  EXPECT_EQ(all[0].message, "signed in");
  for (const char* const guess : {"hunter2", "/hunter2/", "password=hunter2", "password>=0", "/password\":\"h/"})
    EXPECT_EQ(logs.all(guess, Order::Oldest).size(), 0U) << guess;
  // Whether the guess is right or wrong, the answer is one.
  for (const char* const q : {"-{}", "password!={}", "-password={}", "-/{}/", "/password.:.[^{}]/"})
    EXPECT_EQ(raws(logs.all(fmt::format(fmt::runtime(q), "hunter2"), Order::Oldest)),
              raws(logs.all(fmt::format(fmt::runtime(q), "hunter3"), Order::Oldest)))
        << q;
  for (const char* const q : {"red", "e", "act", "\"[redacted]\""})
    EXPECT_EQ(logs.all(q, Order::Oldest).front().raw, all[0].raw) << q;
}

TEST(Logs, ContextIsWhatStandsAroundAnEntryAlsoInTheFileBefore) {
  const TemporaryFolder folder;
  folder.write("a.log.1", numbered(0, 5));
  folder.write("a.log", numbered(5, 10));
  const LogsOf logs(folder);
  const auto hit = logs.all("\"line 5\"", Order::Newest);
  ASSERT_EQ(hit.size(), 1U);
  const auto around = logs->context({.log = "app:a.log", .at = hit[0].id, .before = 2, .after = 1});
  ASSERT_TRUE(around);
  ASSERT_EQ(around->data.size(), 4U);
  EXPECT_EQ(around->index, 2U);
  EXPECT_TRUE(around->data[0].raw.ends_with("line 3"));
  EXPECT_TRUE(around->data[3].raw.ends_with("line 6"));
  EXPECT_EQ(around->data[2].id, hit[0].id);
}

TEST(Logs, AHistogramCountsEachEntryOnceOverAllItsRequests) {
  const TemporaryFolder folder;
  folder.write("a.log.1", numbered(0, 3000));
  folder.write("a.log", numbered(3000, 7200) + "2026-11-01T01:59:59Z ERROR last\n");
  for (const std::uint64_t budget : {1'000'000'000U, 60'000U}) {
    const LogsOf logs(folder, {.budget_bytes = budget});
    HistogramQuery query{.log = "app:a.log", .buckets = 10};
    std::vector<std::uint64_t> counts;
    std::uint64_t errors = 0;
    int requests = 0;
    for (bool goes_on = true; goes_on; ++requests) {
      const auto part = logs->histogram(query);
      ASSERT_TRUE(part) << part.error().message;
      EXPECT_EQ(part->bucket_seconds, 900U);
      counts.resize(part->data.size());
      for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] += part->data[i].entries, errors += part->data[i].errors;
      query.from = part->from;
      query.to = part->to;
      query.cursor = part->next_cursor;
      goes_on = part->next_cursor.has_value();
    }
    EXPECT_EQ(counts, (std::vector<std::uint64_t>{900, 900, 900, 900, 900, 900, 900, 901}));
    EXPECT_EQ(errors, 1U);
    EXPECT_EQ(requests > 1, budget < 1'000'000);
  }
}

TEST(Logs, AboutNamesTheFormatAndTheTimes) {
  const TemporaryFolder folder;
  folder.write("a.log.1", numbered(0, 5));
  folder.write("a.log", numbered(5, 10));
  const LogsOf logs(folder);
  const auto about = logs->about({"app:a.log"});
  ASSERT_TRUE(about);
  EXPECT_EQ(about->format, "iso");
  EXPECT_EQ(about->files.size(), 2U);
  EXPECT_EQ(to_rfc3339(*about->first_time), "2026-11-01T00:00:00.000000Z");
  EXPECT_EQ(to_rfc3339(*about->last_time), "2026-11-01T00:00:09.000000Z");
  EXPECT_EQ(logs->about({"app:b.log"}).error().code, "log_not_found");
  EXPECT_EQ(logs->list().data.size(), 2U);
}

}  // namespace
}  // namespace tenstone::log_view
