// Bulk checks as an API.
#pragma once
#include "tenstone/schemas/checks.hpp"
#include "tenstone/schemas/registry.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::schemas {

struct ChecksQuery;
struct LinesBody;
struct NameParameter;
struct VersionQuery;

// Of the caller's organisation.
//
//   POST   /v1/schemas/{name}/checks   ?version=; NDJSON, at most 64 MiB, stored as it arrives; 202
//   GET    /v1/checks                  ?limit=, ?cursor=; newest first, reports without their faults
//   GET    /v1/checks/{id}
//   DELETE /v1/checks/{id}             204: what runs is cancelled; input and report are gone
// Errors: those of Checks; schema_not_found, schema_version_not_found.
class ChecksController final : public web::Controller {
 public:
  // What it is given must outlive it. `cursors`: of a key that all processes share.
  ChecksController(Registry& registry, Checks& checks, Access access, web::Cursors cursors);

 private:
  using Name = web::Path<"name", NameParameter>;
  using Id = web::Path<"id", Uuid>;
  Task<Result<web::Accepted<Check>>> begin(Name name, web::Query<VersionQuery> query, LinesBody body,
                                           http::Request& request);
  Task<Result<web::Page<Check>>> list(web::Query<ChecksQuery> query, http::Request& request);
  Task<Result<Check>> find(Id id, http::Request& request);
  Task<Result<void>> remove(Id id, http::Request& request);

  Registry& registry_;
  Checks& checks_;
  const std::function<Caller(const http::Request&)> who_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::schemas
