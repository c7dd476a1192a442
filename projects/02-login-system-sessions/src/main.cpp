// Project 02: a login system. Accounts, passwords and sessions are libs/auth; here is what stands around them, and
// what they protect.
#include "embedded/files.hpp"
#include "me_controller.hpp"
#include "tenstone/auth/module.hpp"
#include "tenstone/auth_limits/auth_limits.hpp"
#include "tenstone/auth_mail/auth_mail.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/mail_jobs/mail_jobs.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/openapi.hpp"

using namespace tenstone;

namespace login {
namespace {

int serve(service::Service& service, auth::Module& auth) {
  MeController me(service.database());

  // [snippet:order]
  http::App app;
  service.standard(app);  // ids, addresses, a line of the log for each answer, errors as problems
  app.use(auth::same_site_only(service.settings().http.allowed_origins.origins));  // no other site's pages
  app.use(web::authenticate(*auth.authentication));                                // who asks
  web::mount(app, me);
  // [/snippet:order]
  app.get("/", http::page(embedded::files().at("index.html")));
  service.routes(app);  // /v1/auth/…, which auth brings
  web::serve_openapi(app, {.title = "Login", .version = "1"});
  return service.serve(app, service::Service::Role::Alone);
}

}  // namespace
}  // namespace login

int main(int argc, char** argv) {
  service::Service service("login-system", {.postgres = true, .redis = true});
  auto& auth = service.with<auth::Module>();
  service.with<auth_limits::Module>();  // who guesses is counted by the limiter
  service.with<mail_jobs::Module>();    // letters are sent by jobs, which run in this process
  service.with<auth_mail::Module>();
  return service::run(service, argc, argv, [&] { return login::serve(service, auth); });
}
