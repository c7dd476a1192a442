// Project 06: a webhook receiver, and its other half, the sender. The routes are the library's; here is what stands
// around them, and what becomes of an event.
#include <fmt/core.h>
#include <memory>

#include "embedded/files.hpp"
#include "payments_controller.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/access_tokens.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/openapi.hpp"
#include "tenstone/webhooks/deliveries_controller.hpp"
#include "tenstone/webhooks/endpoints_controller.hpp"
#include "tenstone/webhooks/inbox_controller.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks/receiver.hpp"
#include "tenstone/webhooks/sources_controller.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

using namespace tenstone;

namespace payments {

std::span<const postgres::Migration> migrations();  // migrations/*.sql

namespace {

// The program has one owner: all that libs/webhooks keeps belongs to this organisation.
const Uuid kOwner = *parse_uuid("00000000-0000-7000-8000-000000000006");

class PaymentsModule final : public service::Module {
 public:
  std::string_view name() const override { return "payments"; }
  std::span<const postgres::Migration> migrations() const override { return payments::migrations(); }
  void needs(service::Service& service) override {
    // [snippet:on_event]
    service.with<webhooks_jobs::Module>().on_event(
        [this](jobs::Run& run, const webhooks::Event& event) { return payments->handle(run, event); });
    // [/snippet:on_event]
  }
  void open(service::Service& service) override {
    payments = std::make_unique<Payments>(service.database(), !service.settings().production());
  }

  std::unique_ptr<Payments> payments;  // after Service::open()
};

// What the audit log calls a caller: by the public part of the token.
webhooks::Caller caller(const http::Request& request) {
  const auto prefix = token_prefix(web::bearer_token(request).value_or(""));
  return {.org = kOwner, .actor = "token:" + std::string(prefix.value_or("unnamed"))};
}

int serve(service::Service& service, const web::AccessTokenSettings& settings, Payments& payments) {
  const bool production = service.settings().production();
  if (!production) service::local_services::make_data_folder(service.data_folder());  // for a token
  const web::AccessTokens tokens = web::open_access_tokens(settings, production, service.data_folder());
  const webhooks::Access access{tokens.may_read(), tokens.may_write(), caller};
  const Secret<std::string> key = service.key("cursors");
  auto& webhooks = service.with<webhooks::Module>();
  webhooks::SourcesController sources(*webhooks.sources, access, web::Cursors(key));
  webhooks::InboxController inbox(*webhooks.inbox, access, web::Cursors(key));
  webhooks::EndpointsController endpoints(*webhooks.endpoints, access);
  webhooks::DeliveriesController deliveries(*webhooks.deliveries, *webhooks.outgoing, access, web::Cursors(key));
  PaymentsController listed(payments, web::Cursors(key), tokens.may_read());

  // [snippet:order]
  http::App app;
  service.standard(app);                                  // ids, addresses, a line of the log for each answer, errors
  webhooks::add_receiver_route(app, *webhooks.receiver);  // POST /hooks/{source}: the signature says who asks
  web::mount(app, sources);                               // /v1/…: for those who have a token
  web::mount(app, inbox);
  web::mount(app, endpoints);
  web::mount(app, deliveries);
  web::mount(app, listed);
  // [/snippet:order]
  app.get("/", http::page(embedded::files().at("index.html")));
  web::serve_openapi(app, {.title = "Webhook receiver", .version = "1"});
  return service.serve(app, service::Service::Role::Alone);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  fmt::print("{}", web::describe(web::new_access_token()));
  co_return Result<void>();
}

}  // namespace
}  // namespace payments

int main(int argc, char** argv) {
  service::Service service("webhook-receiver", {.postgres = true, .redis = true});
  payments::PaymentsModule module;
  service.add(module);
  const auto& access = service.config().add<web::AccessTokenSettings>("access");
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", payments::token}};
  return service::run(service, argc, argv, [&] { return payments::serve(service, access, *module.payments); }, verbs);
}
