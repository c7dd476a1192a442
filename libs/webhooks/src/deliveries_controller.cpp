#include "tenstone/webhooks/deliveries_controller.hpp"

#include "sending_json.hpp"

namespace tenstone::webhooks {
namespace {

void fill(DeliveryJson& json, const Delivery& delivery) {
  json.id = delivery.id;
  json.message = delivery.message;
  json.type = delivery.type;
  json.endpoint = delivery.endpoint;
  json.url = delivery.url;
  json.state = delivery.state.state;
  json.attempts = delivery.attempts;
  json.next_at = delivery.state.next_at;
  json.error = delivery.state.error;
  json.created_at = delivery.created_at;
}

}  // namespace

DeliveriesController::DeliveriesController(Deliveries& deliveries, Outgoing& outgoing, Access access,
                                           web::Cursors cursors)
    : deliveries_(deliveries), outgoing_(outgoing), access_(std::move(access)), cursors_(std::move(cursors)) {
  route("POST /v1/webhooks/messages", &DeliveriesController::send)
      .guard(access_.write)
      .answers(kMessageInvalid, kMessageTooLarge)
      .summary("Send a message to the endpoints that choose its type");
  route("GET /v1/webhooks/deliveries", &DeliveriesController::list)
      .guard(access_.read)
      .summary("Deliveries of messages to endpoints, newest first");
  route("GET /v1/webhooks/deliveries/{id}", &DeliveriesController::find)
      .guard(access_.read)
      .answers(kDeliveryNotFound)
      .summary("A delivery with its body and each try");
  route("POST /v1/webhooks/deliveries/{id}/retry", &DeliveriesController::retry)
      .guard(access_.write)
      .answers(kDeliveryNotFound)
      .summary("Try a failed delivery again");
}

Task<Result<web::Accepted<MessageSentJson>>> DeliveriesController::send(web::Body<MessageBody> body,
                                                                        http::Request& request) {
  NewMessage message{.org = access_.who(request).org,
                     .type = std::move(body->type),
                     .payload = std::move(body->payload),
                     .key = std::move(body->key),
                     .trace = std::string(request.id())};
  const auto sent = co_await outgoing_.send(std::move(message));
  if (!sent) co_return sent.error();
  co_return web::Accepted<MessageSentJson>{json_of(*sent)};
}

Task<Result<web::Page<DeliveryJson>>> DeliveriesController::list(web::Query<DeliveriesQuery> query,
                                                                 http::Request& request) {
  const auto before = cursors_.open<Uuid>(*query);
  if (!before) co_return before.error();
  ListDeliveries which{.endpoint = query->endpoint,
                       .failed = query->state == DeliveryFilter::Failed,
                       .before = *before,
                       .limit = static_cast<std::size_t>(query->limit) + 1};
  std::vector<DeliveryJson> rows;
  for (const Delivery& delivery : co_await deliveries_.list(access_.who(request).org, which))
    fill(rows.emplace_back(), delivery);
  co_return cursors_.page(*query, std::move(rows), [](const DeliveryJson& row) { return row.id; });
}

Task<Result<DeliveryDetailJson>> DeliveriesController::find(Id id, http::Request& request) {
  auto found = co_await deliveries_.find(access_.who(request).org, *id);
  if (!found) co_return found.error();
  DeliveryDetailJson json;
  fill(json, found->delivery);
  json.body = std::move(found->body);
  for (DeliveryTry& each : found->tries)
    json.tries.push_back(
        {each.attempt, each.at, each.status, each.milliseconds, std::move(each.error), std::move(each.answer)});
  co_return json;
}

Task<Result<void>> DeliveriesController::retry(Id id, http::Request& request) {
  co_return co_await deliveries_.retry(*id, access_.who(request));
}

}  // namespace tenstone::webhooks
