#pragma once
#include <chrono>
#include <unordered_map>

#include "tenstone/http/request.hpp"
#include "tenstone/metrics/metrics.hpp"

namespace tenstone::http {

// Counts for one loop; the numbers themselves are shared by name and labels.
class RequestMetrics {
 public:
  explicit RequestMetrics(metrics::Registry* registry) : registry_(registry) {}  // null: counts nothing
  bool on() const { return registry_ != nullptr; }
  void done(const Request& request, int status, std::chrono::steady_clock::duration took);
  void refused(std::string_view code);  // before a handler saw it
  void not_accepted();                  // a connection, by the system

 private:
  struct Key {
    const char* route;  // the App's text: the same address each time
    Method method;
    int status_class;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const {
      return std::hash<const void*>()(key.route) ^
             (static_cast<std::size_t>(key.method) * 8 + static_cast<std::size_t>(key.status_class));
    }
  };
  struct Series {
    metrics::Counter count;
    metrics::Histogram seconds;
  };
  metrics::Registry* registry_;
  std::unordered_map<Key, Series, Hash> series_;
};

}  // namespace tenstone::http
