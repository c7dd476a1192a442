#include <limits>
#include <prometheus/text_serializer.h>
#include <sstream>

#include "registry.hpp"

namespace tenstone::metrics {
namespace {

prometheus::ClientMetric::Histogram snapshot(const std::vector<double>& bounds,
                                             const std::vector<std::atomic<std::uint64_t>>& counts, double sum) {
  prometheus::ClientMetric::Histogram out;
  out.sample_sum = sum;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    out.sample_count += counts[i].load(std::memory_order_relaxed);
    out.bucket.push_back({out.sample_count, i < bounds.size() ? bounds[i] : std::numeric_limits<double>::infinity()});
  }
  return out;
}

}  // namespace

std::string Registry::render() const {
  std::vector<prometheus::MetricFamily> all;
  {
    const std::lock_guard guard(mutex_);
    for (const auto& [name, family] : families_) {
      prometheus::MetricFamily& out = all.emplace_back(name, family.help, family.type);
      for (const auto& [labels, series] : family.series) {
        if (series.watched && !series.read) continue;
        prometheus::ClientMetric& metric = out.metric.emplace_back();
        for (const auto& [label, value] : labels) metric.label.push_back({label, value});
        metric.counter.value = static_cast<double>(series.counter.load(std::memory_order_relaxed));
        metric.gauge.value = series.read ? series.read() : series.gauge.load(std::memory_order_relaxed);
        if (const auto* cells = series.histogram.get())
          metric.histogram = snapshot(cells->bounds, cells->counts, cells->sum.load(std::memory_order_relaxed));
      }
      if (out.metric.empty()) all.pop_back();
    }
  }
  std::ostringstream text;
  prometheus::TextSerializer().Serialize(text, all);
  return std::move(text).str();
}

}  // namespace tenstone::metrics
