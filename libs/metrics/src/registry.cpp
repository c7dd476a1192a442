#include "registry.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>

namespace tenstone::metrics {
namespace {

[[noreturn]] void bug(const std::string& name, std::string_view what) {
  throw std::logic_error("bug: metric " + name + ": " + std::string(what));
}

bool plain(std::string_view word) {  // lower case, digits, underscores; no digit first
  return !word.empty() && (word[0] < '0' || word[0] > '9') &&
         std::ranges::all_of(word, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

void check(const std::string& name, const std::string& help, prometheus::MetricType type, const Labels& labels) {
  if (!plain(name) || !name.starts_with("tenstone_") || std::ranges::count(name, '_') < 3)
    bug(name, "the name must be tenstone_<area>_<noun>_<unit>");
  if ((type == prometheus::MetricType::Counter) != name.ends_with("_total"))
    bug(name, "counters end in _total, and nothing else does");
  if (help.contains('\n')) bug(name, "the help must be one line");
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (!plain(labels[i].first) || labels[i].first.starts_with("__") || labels[i].first == "le")
      bug(name, "bad label name '" + labels[i].first + "'");
    if (i > 0 && labels[i - 1].first == labels[i].first) bug(name, "label '" + labels[i].first + "' twice");
  }
}

}  // namespace

void Histogram::observe(double value) const noexcept {
  const auto bucket = std::ranges::lower_bound(cells_->bounds, value) - cells_->bounds.begin();
  cells_->counts[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
  cells_->sum.fetch_add(value, std::memory_order_relaxed);
}

Registry::Registry() = default;
Registry::~Registry() = default;

// Under mutex_.
Registry::Series& Registry::series(const std::string& name, const std::string& help, int type, Labels labels) {
  const auto wanted = static_cast<prometheus::MetricType>(type);
  std::ranges::sort(labels);
  check(name, help, wanted, labels);
  const auto [family, fresh] = families_.try_emplace(name);
  if (fresh) {
    family->second.type = wanted;
    family->second.help = help;
  } else if (family->second.type != wanted) {
    bug(name, "it is registered with another type already");
  }
  return family->second.series[std::move(labels)];
}

Counter Registry::counter(const std::string& name, const std::string& help, Labels labels) {
  const std::lock_guard guard(mutex_);
  return Counter(series(name, help, static_cast<int>(prometheus::MetricType::Counter), std::move(labels)).counter);
}

Gauge Registry::gauge(const std::string& name, const std::string& help, Labels labels) {
  const std::lock_guard guard(mutex_);
  Series& found = series(name, help, static_cast<int>(prometheus::MetricType::Gauge), std::move(labels));
  if (found.watched) bug(name, "these labels belong to a callback already");
  return Gauge(found.gauge);
}

Histogram Registry::histogram(const std::string& name, const std::string& help, std::span<const double> upper_bounds,
                              Labels labels) {
  if (upper_bounds.empty() || std::ranges::adjacent_find(upper_bounds, std::greater_equal()) != upper_bounds.end())
    bug(name, "upper bounds must increase");
  const std::lock_guard guard(mutex_);
  Series& found = series(name, help, static_cast<int>(prometheus::MetricType::Histogram), std::move(labels));
  if (!found.histogram) found.histogram = std::make_unique<Histogram::Cells>(upper_bounds);
  for (const auto& [other, sibling] : families_.find(name)->second.series)
    if (!std::ranges::equal(sibling.histogram->bounds, upper_bounds)) bug(name, "it has other bounds already");
  return Histogram(*found.histogram);
}

Registry::Watch Registry::watch(const std::string& name, const std::string& help, std::function<double()> read,
                                Labels labels) {
  const std::lock_guard guard(mutex_);
  const auto type = static_cast<int>(prometheus::MetricType::Gauge);
  Series& found = series(name, help, type, std::move(labels));
  if (found.read) bug(name, "these labels have a callback already");
  found.read = std::move(read);
  found.watched = true;
  return Watch(*this, found);
}

Registry::Watch::~Watch() {
  if (registry_ == nullptr) return;
  const std::lock_guard guard(registry_->mutex_);
  series_->read = nullptr;
}

}  // namespace tenstone::metrics
