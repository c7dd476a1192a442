#include "webhooks.hpp"

#include "requester.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks/receiver.hpp"

namespace tenstone::api {
namespace {

webhooks::Caller caller_of(const http::Request& request) {
  platform::Requester by = requester(*request.get<web::Principal>());  // the guard has seen one
  return {by.org, std::move(by.actor)};
}

webhooks::Access access() {
  return {web::requires_scope("webhooks:read"), web::requires_scope("webhooks:write"), caller_of};
}

}  // namespace

WebhookControllers::WebhookControllers(webhooks::Module& webhooks, const Secret<std::string>& cursor_key)
    : module(webhooks),
      sources(*webhooks.sources, access(), web::Cursors(cursor_key)),
      inbox(*webhooks.inbox, access(), web::Cursors(cursor_key)),
      endpoints(*webhooks.endpoints, access()),
      deliveries(*webhooks.deliveries, *webhooks.outgoing, access(), web::Cursors(cursor_key)) {}

void WebhookControllers::mount(http::App& app) {
  webhooks::add_receiver_route(app, *module.receiver);
  web::mount(app, sources);
  web::mount(app, inbox);
  web::mount(app, endpoints);
  web::mount(app, deliveries);
}

}  // namespace tenstone::api
