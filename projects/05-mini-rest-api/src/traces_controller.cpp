#include "traces_controller.hpp"

namespace orders {

TracesController::TracesController(http::Traces& traces) : traces_(traces) {
  route("GET /traces/{id}", &TracesController::find).summary("The way of a request").answers(kTraceNotFound);
}

Task<Result<TraceJson>> TracesController::find(web::Path<"id", std::string> id) {
  auto record = traces_.find(*id);
  if (!record) co_return kTraceNotFound;
  TraceJson out{.request_id = std::move(record->request_id),
                .method = std::move(record->method),
                .path = std::move(record->path),
                .route = std::move(record->route),
                .status = record->status};
  for (http::Trace::Step& step : record->steps)
    out.steps.push_back({std::move(step.kind), std::move(step.name), std::move(step.outcome), step.depth,
                         step.begin.count(), step.end.count()});
  co_return out;
}

}  // namespace orders
