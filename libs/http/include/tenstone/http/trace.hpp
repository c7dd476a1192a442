// The way of one request through middleware, guards, parameters and handler, and back, with times: for people who want
// to see it. Costs nothing where no `traces` middleware is used.
#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenstone/http/app.hpp"

namespace tenstone::http {

// Used by the loop of its request alone.
class Trace {
 public:
  struct Step {
    std::string kind;     // "middleware", "guard", "interceptor", "body", "parameters", "handler"
    std::string name;     // "access_log"; "" where there is one of its kind
    std::string outcome;  // "", or the code of the problem that arose here: steps around it only passed it on
    int depth = 0;        // how many steps are around it
    std::chrono::microseconds begin{0}, end{0};  // since the request's start
  };

  Trace() : start_(std::chrono::steady_clock::now()) {}
  // Begins a step inside of those that have not ended. Its number is for leave(). At most 200 steps are kept.
  std::size_t enter(std::string_view kind, std::string_view name = {});
  void leave(std::size_t step, std::string_view outcome);
  const std::vector<Step>& steps() const { return steps_; }

 private:
  std::chrono::microseconds since_start() const;
  std::chrono::steady_clock::time_point start_;
  std::vector<Step> steps_;
  int depth_ = 0;
};

// A step of the request's trace, if it has one, until ended(). One that is left without it is an "exception".
class TraceStep {
 public:
  TraceStep(const Request& request, std::string_view kind, std::string_view name = {})
      : trace_(request.trace()), step_(trace_ == nullptr ? 0 : trace_->enter(kind, name)) {}
  TraceStep(const TraceStep&) = delete;
  ~TraceStep() { ended("exception"); }
  void ended(std::string_view refused_with = {}) {  // a code; "": it passed
    if (Trace* trace = std::exchange(trace_, nullptr)) trace->leave(step_, refused_with);
  }

 private:
  Trace* trace_;
  std::size_t step_;
};

// What was traced, for a while. Safe on all loops.
class Traces {
 public:
  struct Record {
    std::string request_id, method, path, route;
    int status = 0;
    std::vector<Trace::Step> steps;
  };
  explicit Traces(std::size_t most) : most_(most) {}
  void keep(Record record);  // in place of the oldest
  std::optional<Record> find(std::string_view request_id) const;
  std::vector<std::string> ids() const;  // newest first

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::deque<Record> records_;
};

// Traces what is inside of it, and keeps it under the id that request_id gave. Put it first. `traces` outlives the App.
NamedMiddleware traces(Traces& traces);

// Runs `inner` as a step. Its outcome is the code of the problem that it answers.
Task<Response> traced(Request& request, std::string_view kind, std::string_view name, Task<Response> inner);

}  // namespace tenstone::http
