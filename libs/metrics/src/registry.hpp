#pragma once
#include <prometheus/metric_type.h>

#include "tenstone/metrics/metrics.hpp"

namespace tenstone::metrics {

struct Histogram::Cells {
  explicit Cells(std::span<const double> upper_bounds)
      : bounds(upper_bounds.begin(), upper_bounds.end()), counts(upper_bounds.size() + 1) {}
  const std::vector<double> bounds;                // increasing
  std::vector<std::atomic<std::uint64_t>> counts;  // not cumulative; the last one is beyond all bounds
  std::atomic<double> sum{0};
};

// One number of a family. Which member counts follows from the family's type.
struct Registry::Series {
  std::atomic<std::uint64_t> counter{0};
  std::atomic<double> gauge{0};
  std::unique_ptr<Histogram::Cells> histogram;
  std::function<double()> read;
  bool watched = false;  // a watched gauge without `read` has lost its Watch and is not shown
};

struct Registry::Family {
  prometheus::MetricType type = prometheus::MetricType::Untyped;
  std::string help;
  std::map<Labels, Series> series;
};

}  // namespace tenstone::metrics
