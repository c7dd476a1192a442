#pragma once
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/sources.hpp"

namespace tenstone::webhooks {

struct SourceJson;
struct SourceMadeJson;
struct SourceListQuery;
struct NewSourceBody;
struct SourceChangeBody;
struct RotateBody;

// Sources of the caller's organisation:
//   GET    /v1/webhooks/sources                ?limit=, ?cursor=; by name
//   POST   /v1/webhooks/sources                {"name", "scheme", "secret"?, "tolerance_seconds"?, "max_bytes"?,
//   "action"?}; 201 GET    /v1/webhooks/sources/{name} PATCH  /v1/webhooks/sources/{name} {"tolerance_seconds"?,
//   "max_bytes"?, "action"?, "enabled"?} DELETE /v1/webhooks/sources/{name}         204 POST
//   /v1/webhooks/sources/{name}/rotate  {"secret"?, "overlap_seconds"?}
// A secret that was made here is in the answer of the request that made it, and nowhere else.
class SourcesController final : public web::Controller {
 public:
  // `sources` must outlive it. `cursors`: of a key that all processes share.
  SourcesController(Sources& sources, Access access, web::Cursors cursors);

 private:
  using Made = web::WithHeaders<Result<SourceMadeJson>>;
  Task<Result<web::Page<SourceJson>>> list(web::Query<SourceListQuery> query, http::Request& request);
  Task<web::WithHeaders<Result<web::Created<SourceMadeJson>>>> create(web::Body<NewSourceBody> body,
                                                                      http::Request& request);
  Task<Result<SourceJson>> find(web::Path<"name", std::string> name, http::Request& request);
  Task<Result<SourceJson>> change(web::Path<"name", std::string> name, web::Body<SourceChangeBody> body,
                                  http::Request& request);
  Task<Result<void>> remove(web::Path<"name", std::string> name, http::Request& request);
  Task<Made> rotate(web::Path<"name", std::string> name, web::Body<RotateBody> body, http::Request& request);

  Sources& sources_;
  const std::function<Caller(const http::Request&)> who_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::webhooks
