#include "tenstone/schemas/checks_controller.hpp"

#include "parameters.hpp"
#include "tenstone/schemas/errors.hpp"

namespace tenstone::schemas {
namespace {

constexpr std::chrono::minutes kUploadTime{10};

}  // namespace

ChecksController::ChecksController(Registry& registry, Checks& checks, Access access, web::Cursors cursors)
    : registry_(registry), checks_(checks), who_(std::move(access.who)), cursors_(std::move(cursors)) {
  route("POST /v1/schemas/{name}/checks", &ChecksController::begin)
      .guard(access.write)
      .body_limit(kMaxInputBytes)
      .time_limit(kUploadTime)
      .answers(kSchemaNotFound, kSchemaVersionNotFound, kCheckNotFound, json_schema::kSchemaInvalid, kBusy)
      .summary("Check NDJSON line by line, in the background");
  route("GET /v1/checks", &ChecksController::list)
      .guard(access.read)
      .summary("Checks, newest first; reports without their faults");
  route("GET /v1/checks/{id}", &ChecksController::find)
      .guard(access.read)
      .answers(kCheckNotFound)
      .summary("How a check does, and its report");
  route("DELETE /v1/checks/{id}", &ChecksController::remove)
      .guard(access.write)
      .answers(kCheckNotFound)
      .summary("Remove a check; one that runs is cancelled");
}

Task<Result<web::Accepted<Check>>> ChecksController::begin(Name name, web::Query<VersionQuery> query, LinesBody,
                                                           http::Request& request) {
  const Uuid org = who_(request).org;
  const auto version = co_await registry_.compiled(org, std::move(name->text), query->number());
  if (!version) co_return version.error();
  Upload upload = co_await checks_.begin(org, (*version)->name);
  for (;;) {
    const auto piece = co_await request.read_some();
    if (!piece) {
      co_await checks_.abandon(upload);
      co_return piece.error();
    }
    if (piece->empty()) break;
    const auto added = co_await checks_.add(upload, *piece);
    if (!added) co_return added.error();
  }
  auto check = co_await checks_.commit(upload, std::string(request.id()));
  if (!check) co_return check.error();
  std::string path = "/v1/checks/" + to_string(check->id);
  co_return web::Accepted<Check>{std::move(*check), std::move(path)};
}

Task<Result<web::Page<Check>>> ChecksController::list(web::Query<ChecksQuery> query, http::Request& request) {
  const auto before = cursors_.open<Uuid>(*query);
  if (!before) co_return before.error();
  auto rows = co_await checks_.list(who_(request).org, *before, static_cast<std::size_t>(query->limit) + 1);
  co_return cursors_.page(*query, std::move(rows), [](const Check& last) { return last.id; });
}

Task<Result<Check>> ChecksController::find(Id id, http::Request& request) {
  co_return co_await checks_.find(who_(request).org, *id);
}

Task<Result<void>> ChecksController::remove(Id id, http::Request& request) {
  co_return co_await checks_.remove(who_(request).org, *id);
}

}  // namespace tenstone::schemas
