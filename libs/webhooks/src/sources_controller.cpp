#include "tenstone/webhooks/sources_controller.hpp"

#include "sources_json.hpp"

namespace tenstone::webhooks {
namespace {

SourceJson json_of(SourceView view) {
  return {.name = view.name,
          .scheme = view.scheme,
          .tolerance_seconds = view.tolerance_seconds,
          .max_bytes = view.max_bytes,
          .action = std::move(view.action),
          .enabled = view.enabled,
          .created_at = view.created_at,
          .path = "/hooks/" + view.name,
          .keys = std::move(view.keys)};
}

Result<SourceJson> json_of(Result<SourceView> view) {
  if (!view) return view.error();
  return json_of(std::move(*view));
}

}  // namespace

SourcesController::SourcesController(Sources& sources, Access access, web::Cursors cursors)
    : sources_(sources), who_(std::move(access.who)), cursors_(std::move(cursors)) {
  route("GET /v1/webhooks/sources", &SourcesController::list).guard(access.read).summary("Who may send events here");
  route("POST /v1/webhooks/sources", &SourcesController::create)
      .guard(access.write)
      .answers(kSourceNameInvalid, kSourceNameTaken, kSecretNeeded, kSigningSecretInvalid)
      .summary("Add a source");
  route("GET /v1/webhooks/sources/{name}", &SourcesController::find)
      .guard(access.read)
      .answers(kSourceNotFound)
      .summary("A source");
  route("PATCH /v1/webhooks/sources/{name}", &SourcesController::change)
      .guard(access.write)
      .answers(kSourceNotFound)
      .summary("Change a source");
  route("DELETE /v1/webhooks/sources/{name}", &SourcesController::remove)
      .guard(access.write)
      .answers(kSourceNotFound)
      .summary("Remove a source; its events stay");
  route("POST /v1/webhooks/sources/{name}/rotate", &SourcesController::rotate)
      .guard(access.write)
      .answers(kSourceNotFound, kSecretNeeded, kSigningSecretInvalid)
      .summary("Give a source a new secret; the old one still counts for a while");
}

Task<Result<web::Page<SourceJson>>> SourcesController::list(web::Query<SourceListQuery> query, http::Request& request) {
  const auto after = cursors_.open<SourceKey>(*query);
  if (!after) co_return after.error();
  std::vector<SourceJson> rows;
  const std::string behind = *after ? (*after)->name : std::string();
  for (SourceView& view : co_await sources_.list(who_(request).org, behind, static_cast<std::size_t>(query->limit) + 1))
    rows.push_back(json_of(std::move(view)));
  co_return cursors_.page(*query, std::move(rows), [](const SourceJson& source) { return SourceKey{source.name}; });
}

Task<web::WithHeaders<Result<web::Created<SourceMadeJson>>>> SourcesController::create(web::Body<NewSourceBody> body,
                                                                                       http::Request& request) {
  using Answer = Result<web::Created<SourceMadeJson>>;
  NewSource wanted{.name = std::move(body->name),
                   .scheme = body->scheme,
                   .secret = std::move(body->secret),
                   .tolerance_seconds = body->tolerance_seconds,
                   .max_bytes = body->max_bytes,
                   .action = std::move(body->action)};
  auto made = co_await sources_.create(who_(request), std::move(wanted));
  if (!made) co_return Answer(made.error());
  const std::string location = "/v1/webhooks/sources/" + made->source.name;
  web::Created<SourceMadeJson> created{{json_of(std::move(made->source)), std::move(made->secret)}, location};
  co_return web::WithHeaders(Answer(std::move(created))).header("Cache-Control", "no-store");
}

Task<Result<SourceJson>> SourcesController::find(web::Path<"name", std::string> name, http::Request& request) {
  co_return json_of(co_await sources_.get(who_(request).org, std::move(*name)));
}

Task<Result<SourceJson>> SourcesController::change(web::Path<"name", std::string> name,
                                                   web::Body<SourceChangeBody> body, http::Request& request) {
  SourceChange change;
  if (body->tolerance_seconds) change.tolerance_seconds = *body->tolerance_seconds;
  if (body->max_bytes) change.max_bytes = *body->max_bytes;
  if (!body->action.absent()) body->action.apply_to(change.action.emplace());
  if (body->enabled) change.enabled = *body->enabled;
  co_return json_of(co_await sources_.change(who_(request), std::move(*name), std::move(change)));
}

Task<Result<void>> SourcesController::remove(web::Path<"name", std::string> name, http::Request& request) {
  co_return co_await sources_.remove(who_(request), std::move(*name));
}

Task<SourcesController::Made> SourcesController::rotate(web::Path<"name", std::string> name, web::Body<RotateBody> body,
                                                        http::Request& request) {
  using Answer = Result<SourceMadeJson>;
  auto made = co_await sources_.rotate(who_(request), std::move(*name), std::move(body->secret),
                                       std::chrono::seconds(body->overlap_seconds));
  if (!made) co_return Answer(made.error());
  co_return web::WithHeaders(Answer(SourceMadeJson{json_of(std::move(made->source)), std::move(made->secret)}))
      .header("Cache-Control", "no-store");
}

}  // namespace tenstone::webhooks
