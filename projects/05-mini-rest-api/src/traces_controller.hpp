// The way of a request that was answered, by the id in its X-Request-Id: what the page draws.
#pragma once
#include "tenstone/http/trace.hpp"
#include "tenstone/web/web.hpp"

namespace orders {
using namespace tenstone;

inline const ErrorCode kTraceNotFound{ErrorKind::NotFound, "trace_not_found",
                                      "No request of this id is kept; only the newest are"};

struct StepJson {
  std::string kind, name, outcome;
  int depth = 0;
  std::int64_t begin_us = 0, end_us = 0;  // since the request's start
};
constexpr auto schema(validation::For<StepJson>) {
  using validation::field;
  return validation::object<StepJson>(field("kind", &StepJson::kind), field("name", &StepJson::name),
                                      field("outcome", &StepJson::outcome), field("depth", &StepJson::depth),
                                      field("begin_us", &StepJson::begin_us), field("end_us", &StepJson::end_us));
}

struct TraceJson {
  std::string request_id, method, path, route;
  int status = 0;
  std::vector<StepJson> steps;
};
constexpr auto schema(validation::For<TraceJson>) {
  using validation::field;
  return validation::object<TraceJson>(field("request_id", &TraceJson::request_id), field("method", &TraceJson::method),
                                       field("path", &TraceJson::path), field("route", &TraceJson::route),
                                       field("status", &TraceJson::status), field("steps", &TraceJson::steps));
}

class TracesController final : public web::Controller {
 public:
  explicit TracesController(http::Traces& traces);
  Task<Result<TraceJson>> find(web::Path<"id", std::string> id);

 private:
  http::Traces& traces_;
};

}  // namespace orders
