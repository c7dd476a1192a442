// The API of webhooks behind the platform's scopes.
#pragma once
#include "tenstone/core/secret.hpp"
#include "tenstone/http/app.hpp"
#include "tenstone/webhooks/deliveries_controller.hpp"
#include "tenstone/webhooks/endpoints_controller.hpp"
#include "tenstone/webhooks/inbox_controller.hpp"
#include "tenstone/webhooks/sources_controller.hpp"

namespace tenstone::webhooks {
class Module;
}

namespace tenstone::api {

struct WebhookControllers {
  // `webhooks` must outlive them. `cursor_key`: Service::key("cursors").
  WebhookControllers(webhooks::Module& webhooks, const Secret<std::string>& cursor_key);
  // With POST /hooks/{source}, whose senders show a signature instead of a token.
  void mount(http::App& app);

  webhooks::Module& module;
  webhooks::SourcesController sources;
  webhooks::InboxController inbox;
  webhooks::EndpointsController endpoints;
  webhooks::DeliveriesController deliveries;
};

}  // namespace tenstone::api
