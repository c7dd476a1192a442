#include "tenstone/metrics/metrics.hpp"

#include <gtest/gtest.h>
#include <stdexcept>
#include <thread>

namespace tenstone::metrics {
namespace {
using namespace std::chrono_literals;

TEST(Registry, RendersCountersAndGaugesByName) {
  Registry registry;
  registry.gauge("tenstone_jobs_queued_count", "Jobs that wait").set(2.5);
  const Counter ok = registry.counter("tenstone_jobs_done_total", "Jobs that ended", {{"outcome", "ok"}});
  registry.counter("tenstone_jobs_done_total", "Jobs that ended", {{"outcome", "failed"}}).add(3);
  ok.add();
  ok.add();
  EXPECT_EQ(registry.render(),
            "# HELP tenstone_jobs_done_total Jobs that ended\n"
            "# TYPE tenstone_jobs_done_total counter\n"
            "tenstone_jobs_done_total{outcome=\"failed\"} 3\n"
            "tenstone_jobs_done_total{outcome=\"ok\"} 2\n"
            "# HELP tenstone_jobs_queued_count Jobs that wait\n"
            "# TYPE tenstone_jobs_queued_count gauge\n"
            "tenstone_jobs_queued_count 2.5\n");
}

TEST(Registry, RendersHistogramsCumulatively) {
  Registry registry;
  const std::array bounds{0.01, 0.1};
  const Histogram wait = registry.histogram("tenstone_jobs_wait_seconds", "Time in the queue", bounds);
  wait.observe(10ms);  // a bound belongs to its bucket
  wait.observe(0.25);
  wait.observe(0.24);
  EXPECT_EQ(registry.render(),
            "# HELP tenstone_jobs_wait_seconds Time in the queue\n"
            "# TYPE tenstone_jobs_wait_seconds histogram\n"
            "tenstone_jobs_wait_seconds_count 3\n"
            "tenstone_jobs_wait_seconds_sum 0.5\n"
            "tenstone_jobs_wait_seconds_bucket{le=\"0.01\"} 1\n"
            "tenstone_jobs_wait_seconds_bucket{le=\"0.1\"} 1\n"
            "tenstone_jobs_wait_seconds_bucket{le=\"+Inf\"} 3\n");
}

TEST(Registry, EscapesLabelValues) {
  Registry registry;
  registry.counter("tenstone_http_requests_total", "Requests", {{"route", "a\"b\\c\nd"}}).add();
  EXPECT_TRUE(registry.render().contains(R"(tenstone_http_requests_total{route="a\"b\\c\nd"} 1)"));
}

TEST(Registry, GivesTheSameNumberForTheSameNameAndLabelsInAnyOrder) {
  Registry registry;
  const Counter one = registry.counter("tenstone_http_requests_total", "Requests", {{"a", "1"}, {"b", "2"}});
  const Counter two = registry.counter("tenstone_http_requests_total", "Requests", {{"b", "2"}, {"a", "1"}});
  one.add();
  EXPECT_EQ(two.value(), 1U);
}

TEST(Registry, ReadsAWatchedGaugeAtEachScrapeUntilItsWatchGoes) {
  Registry registry;
  double depth = 1;
  {
    const auto watch = registry.watch("tenstone_jobs_queue_depth", "Depth", [&] { return depth++; });
    EXPECT_TRUE(registry.render().contains("tenstone_jobs_queue_depth 1\n"));
    EXPECT_TRUE(registry.render().contains("tenstone_jobs_queue_depth 2\n"));
    EXPECT_THROW((void)registry.watch("tenstone_jobs_queue_depth", "Depth", [] { return 0.0; }), std::logic_error);
  }
  EXPECT_EQ(registry.render(), "");
  const auto again = registry.watch("tenstone_jobs_queue_depth", "Depth", [] { return 7.0; });
  EXPECT_TRUE(registry.render().contains("tenstone_jobs_queue_depth 7\n"));
}

TEST(Registry, RefusesBugsAtRegistration) {
  Registry registry;
  registry.counter("tenstone_jobs_done_total", "Jobs");
  EXPECT_THROW(registry.gauge("tenstone_jobs_done_total", "Jobs"), std::logic_error);
  registry.gauge("tenstone_jobs_wait_seconds", "Wait");
  EXPECT_THROW(registry.histogram("tenstone_jobs_wait_seconds", "Wait"), std::logic_error);
  registry.histogram("tenstone_jobs_run_seconds", "Run");
  EXPECT_THROW(registry.histogram("tenstone_jobs_run_seconds", "Run", std::array{1.0}), std::logic_error);
  EXPECT_THROW(registry.histogram("tenstone_jobs_age_seconds", "Age", std::array{1.0, 1.0}), std::logic_error);
  for (const char* name :
       {"jobs_done_total", "tenstone_jobs_total", "tenstone_Jobs_done_total", "tenstone_jobs_done_x"})
    EXPECT_THROW(registry.counter(name, "Jobs"), std::logic_error) << name;
  for (const char* label : {"le", "__a", "1a", "a-b", ""})
    EXPECT_THROW(registry.gauge("tenstone_jobs_age_seconds", "Age", {{label, "x"}}), std::logic_error) << label;
  EXPECT_THROW(registry.gauge("tenstone_jobs_age_seconds", "Age", {{"a", "1"}, {"a", "2"}}), std::logic_error);
  EXPECT_THROW(registry.gauge("tenstone_jobs_age_seconds", "two\nlines"), std::logic_error);
}

TEST(Registry, LosesNothingBetweenThreads) {
  Registry registry;
  const Counter counter = registry.counter("tenstone_jobs_done_total", "Jobs");
  const Histogram histogram = registry.histogram("tenstone_jobs_run_seconds", "Run");
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 1000; ++n) {
          counter.add();
          histogram.observe(0.5);
          if (n % 100 == 0) registry.render();
        }
      });
  }
  EXPECT_EQ(counter.value(), 4000U);
  EXPECT_TRUE(registry.render().contains("tenstone_jobs_run_seconds_count 4000\n"));
  EXPECT_TRUE(registry.render().contains("tenstone_jobs_run_seconds_sum 2000\n"));
}

}  // namespace
}  // namespace tenstone::metrics
