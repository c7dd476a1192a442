#include "tenstone/webhooks/endpoints_controller.hpp"

#include "sending_json.hpp"

namespace tenstone::webhooks {
namespace {

EndpointJson json_of(const Endpoint& endpoint) {
  return {.id = endpoint.id,
          .url = endpoint.url,
          .types = endpoint.types,
          .description = endpoint.description,
          .state = endpoint.disabled ? EndpointState::Disabled : EndpointState::Enabled,
          .disabled_reason = endpoint.disabled,
          .failing_since = endpoint.failing_since,
          .created_at = endpoint.created_at,
          .keys = endpoint.keys};
}
EndpointSecretJson json_of(const EndpointWithSecret& made) { return {json_of(made.endpoint), made.secret.reveal()}; }

std::string path_of(const Endpoint& endpoint) { return "/v1/webhooks/endpoints/" + to_string(endpoint.id); }

}  // namespace

EndpointsController::EndpointsController(Endpoints& endpoints, Access access)
    : endpoints_(endpoints), access_(std::move(access)) {
  route("GET /v1/webhooks/endpoints", &EndpointsController::list)
      .guard(access_.read)
      .summary("Endpoints that webhooks are sent to");
  route("POST /v1/webhooks/endpoints", &EndpointsController::create)
      .guard(access_.write)
      .answers(http::kUrlInvalid, kEndpointUrlForbidden, kEndpointTypesInvalid, kTooManyEndpoints)
      .summary("Add an endpoint; its secret is shown once");
  route("GET /v1/webhooks/endpoints/{id}", &EndpointsController::find)
      .guard(access_.read)
      .answers(kEndpointNotFound)
      .summary("One endpoint");
  route("PATCH /v1/webhooks/endpoints/{id}", &EndpointsController::change)
      .guard(access_.write)
      .answers(kEndpointNotFound, http::kUrlInvalid, kEndpointUrlForbidden, kEndpointTypesInvalid)
      .summary("Change an endpoint, disable it or enable it again");
  route("DELETE /v1/webhooks/endpoints/{id}", &EndpointsController::remove)
      .guard(access_.write)
      .answers(kEndpointNotFound)
      .summary("Remove an endpoint and its secrets");
  route("POST /v1/webhooks/endpoints/{id}/rotate", &EndpointsController::rotate)
      .guard(access_.write)
      .answers(kEndpointNotFound)
      .summary("Give an endpoint a new secret; the old ones sign too for a while");
  route("POST /v1/webhooks/endpoints/{id}/test", &EndpointsController::test)
      .guard(access_.write)
      .answers(kEndpointNotFound, kEndpointDisabled)
      .summary("Send a test message to an endpoint");
}

Task<web::Page<EndpointJson>> EndpointsController::list(http::Request& request) {
  web::Page<EndpointJson> page;
  for (const Endpoint& endpoint : co_await endpoints_.list(access_.who(request).org))
    page.data.push_back(json_of(endpoint));
  co_return page;
}

Task<Result<web::WithHeaders<web::Created<EndpointSecretJson>>>> EndpointsController::create(
    web::Body<NewEndpoint> body, http::Request& request) {
  const auto made = co_await endpoints_.create(std::move(*body), access_.who(request));
  if (!made) co_return made.error();
  web::Created<EndpointSecretJson> created{json_of(*made), path_of(made->endpoint)};
  co_return web::WithHeaders(std::move(created)).header("Cache-Control", "no-store");
}

Task<Result<EndpointJson>> EndpointsController::find(Id id, http::Request& request) {
  const auto endpoint = co_await endpoints_.find(access_.who(request).org, *id);
  if (!endpoint) co_return endpoint.error();
  co_return json_of(*endpoint);
}

Task<Result<EndpointJson>> EndpointsController::change(Id id, web::Body<ChangeEndpoint> body, http::Request& request) {
  const auto endpoint = co_await endpoints_.change(*id, std::move(*body), access_.who(request));
  if (!endpoint) co_return endpoint.error();
  co_return json_of(*endpoint);
}

Task<Result<void>> EndpointsController::remove(Id id, http::Request& request) {
  co_return co_await endpoints_.remove(*id, access_.who(request));
}

Task<Result<EndpointsController::WithSecret>> EndpointsController::rotate(Id id, web::Body<RotateEndpoint> body,
                                                                          http::Request& request) {
  const std::chrono::seconds overlap(body->overlap_seconds);
  const auto rotated = co_await endpoints_.rotate(*id, overlap, access_.who(request));
  if (!rotated) co_return rotated.error();
  co_return web::WithHeaders(json_of(*rotated)).header("Cache-Control", "no-store");
}

Task<Result<web::Accepted<MessageSentJson>>> EndpointsController::test(Id id, http::Request& request) {
  const auto sent = co_await endpoints_.test(*id, access_.who(request), std::string(request.id()));
  if (!sent) co_return sent.error();
  co_return web::Accepted<MessageSentJson>{json_of(*sent)};
}

}  // namespace tenstone::webhooks
