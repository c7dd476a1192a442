#include "tenstone/http/trace.hpp"

#include <algorithm>

#include "tenstone/http/middleware.hpp"

namespace tenstone::http {
namespace {

constexpr std::size_t kMostSteps = 200;

Task<Response> trace_all(Request& request, Next next, Traces& traces) {
  Trace trace;
  request.set_trace(&trace);
  Response response = co_await answered(request, std::move(next));
  request.set_trace(nullptr);
  traces.keep({.request_id = std::string(request.id()),
               .method = std::string(to_string(request.method())),
               .path = std::string(request.path()),
               .route = std::string(request.route()),
               .status = response.status,
               .steps = trace.steps()});
  co_return response;
}

}  // namespace

std::chrono::microseconds Trace::since_start() const {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start_);
}

std::size_t Trace::enter(std::string_view kind, std::string_view name) {
  const int depth = depth_++;
  if (steps_.size() == kMostSteps) return kMostSteps;
  steps_.push_back({.kind = std::string(kind), .name = std::string(name), .depth = depth, .begin = since_start()});
  return steps_.size() - 1;
}

void Trace::leave(std::size_t step, std::string_view outcome) {
  --depth_;
  if (step == kMostSteps) return;
  steps_[step].end = since_start();
  const bool passed_on = std::any_of(steps_.begin() + static_cast<std::ptrdiff_t>(step), steps_.end(),
                                     [outcome](const Step& inner) { return inner.outcome == outcome; });
  if (!passed_on) steps_[step].outcome = outcome;
}

void Traces::keep(Record record) {
  const std::scoped_lock lock(mutex_);
  records_.push_front(std::move(record));
  if (records_.size() > most_) records_.pop_back();
}

std::optional<Traces::Record> Traces::find(std::string_view request_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(records_, request_id, &Record::request_id);
  return found == records_.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string> Traces::ids() const {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> all;
  for (const Record& record : records_) all.push_back(record.request_id);
  return all;
}

NamedMiddleware traces(Traces& traces) {
  return {"traces", [&traces](Request& request, Next next) { return trace_all(request, std::move(next), traces); }};
}

Task<Response> traced(Request& request, std::string_view kind, std::string_view name, Task<Response> inner) {
  TraceStep step(request, kind, name);
  Response response = co_await std::move(inner);
  step.ended(response.problem_code());
  co_return response;
}

}  // namespace tenstone::http
