// Project 03: reminders. An api that takes them, and a worker that lets them go off. Tables, routes and jobs are the
// library's; here is what stands around them.
#include <fmt/core.h>

#include "embedded/files.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/mail_jobs/mail_jobs.hpp"
#include "tenstone/reminders/module.hpp"
#include "tenstone/reminders/reminders_controller.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/access_tokens.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/openapi.hpp"
#include "tenstone/webhooks/deliveries_controller.hpp"
#include "tenstone/webhooks/endpoints_controller.hpp"
#include "tenstone/webhooks/module.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

using namespace tenstone;

namespace {

// The program has one owner: all reminders and endpoints belong to this organisation.
const Uuid kOwner = *parse_uuid("00000000-0000-7000-8000-000000000003");

// What the audit log calls a caller: by the public part of the token.
webhooks::Caller caller(const http::Request& request) {
  const auto prefix = token_prefix(web::bearer_token(request).value_or(""));
  return {.org = kOwner, .actor = "token:" + std::string(prefix.value_or("unnamed"))};
}

int serve(service::Service& service, const web::AccessTokenSettings& settings, reminders::Module& reminders) {
  const bool production = service.settings().production();
  if (!production) service::local_services::make_data_folder(service.data_folder());  // for a token
  const web::AccessTokens tokens = web::open_access_tokens(settings, production, service.data_folder());
  const reminders::Access access{tokens.may_read(), tokens.may_write(), [](const http::Request&) { return kOwner; }};
  const webhooks::Access webhooks_access{tokens.may_read(), tokens.may_write(), caller};
  const web::Cursors cursors(service.key("cursors"));
  auto& webhooks = service.with<webhooks::Module>();
  reminders::RemindersController listed(*reminders.reminders, access, service.clock(), cursors);
  webhooks::EndpointsController endpoints(*webhooks.endpoints, webhooks_access);
  webhooks::DeliveriesController deliveries(*webhooks.deliveries, *webhooks.outgoing, webhooks_access, cursors);

  // [snippet:order]
  http::App app;
  service.standard(app);    // ids, addresses, a line of the log for each answer, errors
  web::mount(app, listed);  // /v1/reminders…: for those who have a token
  web::mount(app, endpoints);
  web::mount(app, deliveries);
  // [/snippet:order]
  app.get("/", http::page(embedded::files().at("index.html")));
  web::serve_openapi(app, {.title = "Reminder app", .version = "1"});
  return service.serve(app, service::Service::Role::Api);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  fmt::print("{}", web::describe(web::new_access_token()));
  co_return Result<void>();
}

}  // namespace

int main(int argc, char** argv) {
  // [snippet:modules]
  // Both processes are this program: the api, and with the verb `worker` the one that runs the jobs.
  service::Service service("reminder-app", {.postgres = true, .redis = true, .worker = true});
  auto& reminders = service.with<reminders::Module>();  // first: then jobs drain before what their handlers use
  service.with<mail_jobs::Module>();                    // jobs send the mails …
  service.with<webhooks_jobs::Module>();                // … and the webhooks
  // [/snippet:modules]
  const auto& access = service.config().add<web::AccessTokenSettings>("access");
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", token}};
  return service::run(service, argc, argv, [&] { return serve(service, access, reminders); }, verbs);
}
