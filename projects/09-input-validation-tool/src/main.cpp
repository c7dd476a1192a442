// Project 09: an input validation tool. Schemas that are data, and what is checked by them, are the library's; here is
// what stands around them, and signups, whose schema is a C++ type.
#include <fmt/core.h>

#include "embedded/files.hpp"
#include "signups_controller.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/access_tokens.hpp"
#include "tenstone/web/openapi.hpp"

using namespace tenstone;

namespace signups {

std::span<const postgres::Migration> migrations();  // migrations/*.sql

namespace {

class SignupsModule final : public service::Module {
 public:
  std::string_view name() const override { return "signups"; }
  std::span<const postgres::Migration> migrations() const override { return signups::migrations(); }
};

int serve(service::Service& service, const web::AccessTokenSettings& settings) {
  service::local_services::make_data_folder(service.data_folder());
  const bool production = service.settings().production();
  const web::AccessTokens tokens = web::open_access_tokens(settings, production, service.data_folder());
  const web::Cursors cursors(service.key("cursors"));
  Signups store(service.database(), service.ids());
  SignupsController signups(store, cursors, tokens.may_read());

  // [snippet:order]
  http::App app;
  service.standard(app);     // ids, addresses, a line of the log for each answer, errors as problems
  web::mount(app, signups);  // POST /v1/signups: for everybody
  // [/snippet:order]
  app.get("/", http::page(embedded::files().at("index.html")));
  web::serve_openapi(app, {.title = "Input validation tool", .version = "1"});
  return service.serve(app, service::Service::Role::Alone);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  fmt::print("{}", web::describe(web::new_access_token()));
  co_return Result<void>();
}

}  // namespace
}  // namespace signups

int main(int argc, char** argv) {
  service::Service service("input-validation-tool", {.postgres = true});
  signups::SignupsModule module;
  service.add(module);
  const auto& access = service.config().add<web::AccessTokenSettings>("access");
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", signups::token}};
  return service::run(service, argc, argv, [&] { return signups::serve(service, access); }, verbs);
}
