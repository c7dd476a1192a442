#include "tenstone/schemas/schemas_controller.hpp"

#include <fmt/core.h>

#include "parameters.hpp"
#include "tenstone/schemas/errors.hpp"

namespace tenstone::schemas {
namespace {

// Of POST /v1/validate: two texts, with what JSON adds to them.
constexpr std::size_t kMaxBothBytes = 4 * kMaxTextBytes;

}  // namespace

SchemasController::SchemasController(Registry& registry, Access access, web::Cursors cursors)
    : registry_(registry), who_(std::move(access.who)), cursors_(std::move(cursors)) {
  route("POST /v1/schemas/{name}/versions", &SchemasController::append)
      .guard(access.write)
      .body_limit(kMaxTextBytes)
      .answers(json_schema::kSchemaInvalid, kBusy)
      .summary("Register a JSON Schema as the newest version, unless it is the same as that one");
  route("GET /v1/schemas", &SchemasController::list)
      .guard(access.read)
      .summary("The newest version of each schema, by name");
  route("GET /v1/schemas/{name}", &SchemasController::find)
      .guard(access.read)
      .answers(kSchemaNotFound)
      .summary("The versions of a schema, newest first");
  route("GET /v1/schemas/{name}/versions/{n}", &SchemasController::document)
      .guard(access.read)
      .answers(kSchemaNotFound, kSchemaVersionNotFound)
      .summary("A version as it was sent, byte for byte");
  route("POST /v1/schemas/{name}/validate", &SchemasController::validate)
      .guard(access.read)
      .body_limit(kMaxTextBytes)
      .answers(kSchemaNotFound, kSchemaVersionNotFound, json_schema::kCheckTooLong, json_schema::kSchemaInvalid, kBusy)
      .summary("Hold data to a version of a schema");
  route("POST /v1/validate", &SchemasController::try_out)
      .guard(access.read)
      .body_limit(kMaxBothBytes)
      .answers(json_schema::kCheckTooLong, kBusy)
      .summary("Hold data to a schema that is not stored");
}

Task<SchemasController::Added> SchemasController::append(Name name, DocumentBody, http::Request& request) {
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  auto added = co_await registry_.add(who_(request), name->text, std::string(*body));
  if (!added) co_return added.error();
  if (!added->is_new) co_return std::move(added->version);
  std::string path = fmt::format("/v1/schemas/{}/versions/{}", added->version.name, added->version.version);
  co_return web::Created<SchemaVersion>{std::move(added->version), std::move(path)};
}

Task<Result<web::Page<SchemaVersion>>> SchemasController::list(web::Query<SchemasQuery> query, http::Request& request) {
  const auto after = cursors_.open<std::string>(*query);
  if (!after) co_return after.error();
  std::string name = after->value_or("");
  auto rows = co_await registry_.list(who_(request).org, std::move(name), static_cast<std::size_t>(query->limit) + 1);
  co_return cursors_.page(*query, std::move(rows), [](const SchemaVersion& last) { return last.name; });
}

Task<Result<SchemaHistory>> SchemasController::find(Name name, http::Request& request) {
  co_return co_await registry_.find(who_(request).org, std::move(name->text));
}

Task<Result<http::Response>> SchemasController::document(Name name, web::Path<"n", VersionParameter> which,
                                                         http::Request& request) {
  auto found = co_await registry_.document(who_(request).org, std::move(name->text), which->number);
  if (!found) co_return found.error();
  http::Response response = http::json(std::move(found->text));
  response.header("ETag", fmt::format("\"{}\"", found->version));
  co_return response;
}

Task<Result<Outcome>> SchemasController::validate(Name name, web::Query<VersionQuery> query, DocumentBody,
                                                  http::Request& request) {
  const auto body = co_await request.body();
  if (!body) co_return body.error();
  co_return co_await registry_.validate(who_(request).org, std::move(name->text), query->number(), std::string(*body));
}

Task<Result<Outcome>> SchemasController::try_out(web::Body<ValidateBody> body, http::Request& request) {
  co_return co_await registry_.try_out(who_(request).org, std::move(body->schema), std::move(body->data));
}

}  // namespace tenstone::schemas
