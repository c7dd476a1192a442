#include "request_metrics.hpp"

namespace tenstone::http {

void RequestMetrics::done(const Request& request, int status, std::chrono::steady_clock::duration took) {
  if (registry_ == nullptr) return;
  const Key key{request.route().data(), request.method(), status / 100};
  auto place = series_.find(key);
  if (place == series_.end()) {
    const std::string route(request.route().empty() ? "none" : request.route());
    Series made{registry_->counter("tenstone_http_requests_total", "Requests answered",
                                   {{"method", std::string(to_string(key.method))},
                                    {"route", route},
                                    {"status", std::to_string(key.status_class) + "xx"}}),
                registry_->histogram("tenstone_http_request_duration_seconds", "From a request's head to its answer",
                                     metrics::kSeconds, {{"route", route}})};
    place = series_.emplace(key, made).first;
  }
  place->second.count.add();
  place->second.seconds.observe(std::chrono::duration<double>(took));
}

void RequestMetrics::refused(std::string_view code) {
  if (registry_ == nullptr) return;
  registry_
      ->counter("tenstone_http_refused_total", "Requests and connections refused before a handler saw them",
                {{"code", std::string(code)}})
      .add();
}

void RequestMetrics::not_accepted() {
  if (registry_ == nullptr) return;
  registry_
      ->counter("tenstone_http_accept_failures_total",
                "Times that the system gave no connection: the process has no file descriptor or memory left")
      .add();
}

}  // namespace tenstone::http
