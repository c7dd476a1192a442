#include "declarations_controller.hpp"

#include "requester.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::api {
namespace {
// Actions belong to the installation, tokens to organisations: no "*" covers it.
constexpr auto kMayDeclare = "installation:actions";
}  // namespace

DeclarationsController::DeclarationsController(service::Service& service, platform::Platform& platform)
    : service_(service), platform_(platform) {
  route("GET /v1/actions", &DeclarationsController::list)
      .guard(web::requires_scope("actions:run"))
      .summary("The actions, by name");
  route("GET /v1/actions/{name}", &DeclarationsController::find)
      .guard(web::requires_scope("actions:run"))
      .answers(platform::kActionNotFound)
      .summary("An action: its gates and its input");
  route("PUT /v1/actions/{name}", &DeclarationsController::put)
      .guard(web::requires_scope(kMayDeclare))
      .body_limit(platform::kMaxDocumentBytes)
      .answers(platform::kActionInvalid, platform::kActionTooLarge, platform::kActionInFile, platform::kTooManyActions)
      .summary("Declare an action, or declare it anew");
  route("DELETE /v1/actions/{name}", &DeclarationsController::remove)
      .guard(web::requires_scope(kMayDeclare))
      .answers(platform::kActionNotFound, platform::kActionInFile)
      .summary("Remove an action that was declared so");
}

Task<web::Page<ActionJson>> DeclarationsController::list(web::Principal who) {
  co_await platform_.actions().refresh();
  web::Page<ActionJson> page;
  for (const platform::ActionPtr& action : platform_.actions().all())
    page.data.push_back(to_json_of(*action, who.may(kMayDeclare)));
  co_return page;
}

Task<Result<ActionAnswer>> DeclarationsController::find(web::Path<"name", std::string> name, web::Principal who) {
  co_await platform_.actions().refresh();
  const auto action = co_await platform_.actions().look_up(*name);
  if (!action) co_return action.error();
  co_return ActionAnswer{to_json_of(**action, who.may(kMayDeclare))};
}

Task<Result<std::variant<web::Created<ActionAnswer>, ActionAnswer>>> DeclarationsController::put(
    web::Path<"name", std::string> name, web::Body<validation::Json> document, web::Principal who) {
  const auto change =
      co_await platform_.actions().set(std::move(document->text), *name, requester(who).actor, service_.ids());
  if (!change) co_return change.error();
  ActionAnswer answer{to_json_of(*change->action, true)};
  if (change->created) co_return web::Created<ActionAnswer>{std::move(answer), "/v1/actions/" + *name};
  co_return answer;
}

Task<Result<void>> DeclarationsController::remove(web::Path<"name", std::string> name, web::Principal who) {
  co_return co_await platform_.actions().remove(*name, requester(who).actor, service_.ids());
}

}  // namespace tenstone::api
