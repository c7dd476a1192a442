// Messages and their deliveries as an API.
#pragma once
#include <string>

#include "tenstone/web/controller.hpp"
#include "tenstone/web/pages.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/deliveries.hpp"
#include "tenstone/webhooks/outgoing.hpp"

namespace tenstone::webhooks {

struct DeliveriesQuery;
struct DeliveryDetailJson;
struct DeliveryJson;
struct MessageBody;
struct MessageSentJson;

// Of the caller's organisation:
//   POST /v1/webhooks/messages                {"type", "payload": {…}, "key"?}; 202 {"id", "deliveries", "existed"}
//   GET  /v1/webhooks/deliveries?endpoint&state=failed&cursor&limit    newest first
//   GET  /v1/webhooks/deliveries/{id}         with the body that is sent and each try
//   POST /v1/webhooks/deliveries/{id}/retry   204: a failed one is tried again
// Errors: those of Outgoing and Deliveries.
class DeliveriesController final : public web::Controller {
 public:
  // `deliveries` and `outgoing` must outlive it. `cursors`: of a key that all processes share.
  DeliveriesController(Deliveries& deliveries, Outgoing& outgoing, Access access, web::Cursors cursors);

 private:
  using Id = web::Path<"id", Uuid>;

  Task<Result<web::Accepted<MessageSentJson>>> send(web::Body<MessageBody> body, http::Request& request);
  Task<Result<web::Page<DeliveryJson>>> list(web::Query<DeliveriesQuery> query, http::Request& request);
  Task<Result<DeliveryDetailJson>> find(Id id, http::Request& request);
  Task<Result<void>> retry(Id id, http::Request& request);

  Deliveries& deliveries_;
  Outgoing& outgoing_;
  const Access access_;
  const web::Cursors cursors_;
};

}  // namespace tenstone::webhooks
