// Schemas as an API.
#pragma once
#include "tenstone/schemas/registry.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/web.hpp"

namespace tenstone::schemas {

struct DocumentBody;
struct NameParameter;
struct SchemasQuery;
struct ValidateBody;
struct VersionParameter;
struct VersionQuery;

// Of the caller's organisation.
//
//   POST /v1/schemas/{name}/versions       the schema as it is, at most 1 MiB; 201, or 200 when the newest is the same
//   GET  /v1/schemas                       ?limit=, ?cursor=; the newest version of each, by name
//   GET  /v1/schemas/{name}                its versions, newest first, at most 100
//   GET  /v1/schemas/{name}/versions/{n}   the document, byte for byte, with its ETag; {n} is a number or "latest"
//   POST /v1/schemas/{name}/validate       ?version=; the data as it is, at most 1 MiB; an Outcome
//   POST /v1/validate                      {"schema": "text", "data": "text"}; an Outcome; nothing is stored
// Errors: those of Registry.
class SchemasController final : public web::Controller {
 public:
  // `registry` must outlive it. `cursors`: of a key that all processes share.
  SchemasController(Registry& registry, Access access, web::Cursors cursors);

 private:
  using Name = web::Path<"name", NameParameter>;
  using Added = Result<std::variant<web::Created<SchemaVersion>, SchemaVersion>>;
  Task<Added> append(Name name, DocumentBody body, http::Request& request);
  Task<Result<web::Page<SchemaVersion>>> list(web::Query<SchemasQuery> query, http::Request& request);
  Task<Result<SchemaHistory>> find(Name name, http::Request& request);
  Task<Result<http::Response>> document(Name name, web::Path<"n", VersionParameter> which, http::Request& request);
  Task<Result<Outcome>> validate(Name name, web::Query<VersionQuery> query, DocumentBody body, http::Request& request);
  Task<Result<Outcome>> try_out(web::Body<ValidateBody> body, http::Request& request);

  Registry& registry_;
  const std::function<Caller(const http::Request&)> who_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::schemas
