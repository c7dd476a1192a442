#pragma once
#include "tenstone/flags/access.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::flags {

struct SegmentJson;
struct SegmentListQuery;
struct ReasonQuery;

// Segments: conditions that several flags use by name. A change needs If-Match with the segment's revision.
//
//   GET    /v1/flag-segments        ?limit=, ?cursor=; by key
//   GET    /v1/flag-segments/{key}
//   PUT    /v1/flag-segments/{key}  {"any": [{"when": […]}]}; without If-Match it makes the segment (201); ?reason=
//   DELETE /v1/flag-segments/{key}  204; ?reason=
class SegmentsController final : public web::Controller {
 public:
  // `store` must outlive it. `cursors`: of a key that all processes share.
  SegmentsController(Store& store, Access access, web::Cursors cursors);

 private:
  using Key = web::Path<"key", std::string>;
  using PutSegment = Result<web::Versioned<std::variant<web::Created<SegmentJson>, SegmentJson>>>;
  Task<Result<web::Page<SegmentJson>>> list(web::Query<SegmentListQuery> query);
  Task<Result<web::Versioned<SegmentJson>>> find(Key key);
  Task<PutSegment> put(Key key, web::Query<ReasonQuery> query, web::Body<Segment> body,
                       std::optional<web::IfMatch> known, http::Request& request);
  Task<Result<void>> remove(Key key, web::Query<ReasonQuery> query, web::IfMatch known, http::Request& request);

  Store& store_;
  const std::function<std::string(const http::Request&)> actor_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::flags
