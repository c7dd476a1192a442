// Endpoints as an API.
#pragma once
#include <string>

#include "tenstone/web/controller.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/web/with_headers.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/endpoints.hpp"

namespace tenstone::webhooks {

struct EndpointJson;
struct EndpointSecretJson;
struct MessageSentJson;
struct RotateEndpoint;

// Of the caller's organisation:
//   GET    /v1/webhooks/endpoints              all of them, newest first
//   POST   /v1/webhooks/endpoints              {"url", "types"?, "description"?}; 201 {"endpoint", "secret"}: the
//   secret
//                                              is shown this once
//   GET    /v1/webhooks/endpoints/{id}
//   PATCH  /v1/webhooks/endpoints/{id}         {"url"?, "types"?, "description"?, "enabled"?}
//   DELETE /v1/webhooks/endpoints/{id}         204
//   POST   /v1/webhooks/endpoints/{id}/rotate  {"overlap_seconds"?}; {"endpoint", "secret"}
//   POST   /v1/webhooks/endpoints/{id}/test    202 {"id", "deliveries"}: a message of the type webhook.test
// Errors: those of Endpoints.
class EndpointsController final : public web::Controller {
 public:
  // `endpoints` must outlive it.
  EndpointsController(Endpoints& endpoints, Access access);

 private:
  using Id = web::Path<"id", Uuid>;
  using WithSecret = web::WithHeaders<EndpointSecretJson>;

  Task<web::Page<EndpointJson>> list(http::Request& request);
  Task<Result<web::WithHeaders<web::Created<EndpointSecretJson>>>> create(web::Body<NewEndpoint> body,
                                                                          http::Request& request);
  Task<Result<EndpointJson>> find(Id id, http::Request& request);
  Task<Result<EndpointJson>> change(Id id, web::Body<ChangeEndpoint> body, http::Request& request);
  Task<Result<void>> remove(Id id, http::Request& request);
  Task<Result<WithSecret>> rotate(Id id, web::Body<RotateEndpoint> body, http::Request& request);
  Task<Result<web::Accepted<MessageSentJson>>> test(Id id, http::Request& request);

  Endpoints& endpoints_;
  const Access access_;
};

}  // namespace tenstone::webhooks
