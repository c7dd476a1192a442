// Numbers for Prometheus. Register at start, keep the handle, count on the hot path:
//
//   const metrics::Counter done = registry.counter("tenstone_jobs_done_total", "Jobs that ended", {{"outcome", "ok"}});
//   done.add();
//
// Handles are cheap values, safe to use from any thread, valid as long as their registry. A count costs one relaxed
// atomic addition (a Gauge's add() and a Histogram's sum: a compare-and-swap loop, since they are doubles); no lock
// anywhere.
#pragma once
#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tenstone::metrics {

// Names and values. Values come from a small closed set (a route, an outcome): each combination lives forever.
using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void add(std::uint64_t count = 1) const noexcept { cell_->fetch_add(count, std::memory_order_relaxed); }
  std::uint64_t value() const noexcept { return cell_->load(std::memory_order_relaxed); }

 private:
  friend class Registry;
  explicit Counter(std::atomic<std::uint64_t>& cell) : cell_(&cell) {}
  std::atomic<std::uint64_t>* cell_;
};

class Gauge {
 public:
  void set(double value) const noexcept { cell_->store(value, std::memory_order_relaxed); }
  void add(double change) const noexcept { cell_->fetch_add(change, std::memory_order_relaxed); }
  double value() const noexcept { return cell_->load(std::memory_order_relaxed); }

 private:
  friend class Registry;
  explicit Gauge(std::atomic<double>& cell) : cell_(&cell) {}
  std::atomic<double>* cell_;
};

class Histogram {
 public:
  void observe(double value) const noexcept;
  void observe(std::chrono::duration<double> seconds) const noexcept { observe(seconds.count()); }

 private:
  friend class Registry;
  struct Cells;
  explicit Histogram(Cells& cells) : cells_(&cells) {}
  Cells* cells_;
};

// Upper bounds in seconds for what people and deadlines wait for: half a millisecond to ten seconds.
inline constexpr std::array<double, 14> kSeconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                                 0.1,    0.25,  0.5,    1,     2.5,  5,     10};

// All metrics of a process. Safe to use from any thread.
//
// Names are tenstone_<area>_<noun>_<unit>, lower case; counters end in _total. The same name and labels give the same
// number again. What is a bug throws std::logic_error at registration: a malformed name or label, a name that has
// another type (or other bounds) already, a second callback for one name and labels.
class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;

  Counter counter(const std::string& name, const std::string& help, Labels labels = {});
  Gauge gauge(const std::string& name, const std::string& help, Labels labels = {});
  Histogram histogram(const std::string& name, const std::string& help, std::span<const double> upper_bounds = kSeconds,
                      Labels labels = {});

  // A gauge whose value is read when it is scraped. `read` is called on the scraping thread under the registry's lock:
  // it must be quick, thread-safe, and must not call the registry. It is not called any more once the Watch is gone.
  class Watch;
  [[nodiscard]] Watch watch(const std::string& name, const std::string& help, std::function<double()> read,
                            Labels labels = {});

  // All of it in the Prometheus text format 0.0.4, by name.
  std::string render() const;

 private:
  struct Series;
  struct Family;
  Series& series(const std::string& name, const std::string& help, int type, Labels labels);

  mutable std::mutex mutex_;
  std::map<std::string, Family> families_;
};

// Keeps a watched gauge registered. Must go before its registry.
class Registry::Watch {
 public:
  Watch(Watch&& other) noexcept : registry_(std::exchange(other.registry_, nullptr)), series_(other.series_) {}
  Watch& operator=(Watch&&) = delete;
  ~Watch();

 private:
  friend class Registry;
  Watch(Registry& registry, Series& series) : registry_(&registry), series_(&series) {}
  Registry* registry_;
  Series* series_;
};

}  // namespace tenstone::metrics
