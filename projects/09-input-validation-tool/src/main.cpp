// Project 09: an input validation tool. Schemas that are data, and what is checked by them, are the library's; here is
// what stands around them, and signups, whose schema is a C++ type.
#include <fmt/core.h>

#include "embedded/files.hpp"
#include "signups_controller.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/schemas/checks_controller.hpp"
#include "tenstone/schemas/module.hpp"
#include "tenstone/schemas/schemas_controller.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/access_tokens.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/openapi.hpp"

using namespace tenstone;

namespace signups {

std::span<const postgres::Migration> migrations();  // migrations/*.sql

namespace {

// The program has one owner: all schemas and checks belong to this organisation.
const Uuid kOwner = *parse_uuid("00000000-0000-7000-8000-000000000009");

class SignupsModule final : public service::Module {
 public:
  std::string_view name() const override { return "signups"; }
  std::span<const postgres::Migration> migrations() const override { return signups::migrations(); }
};

// What the history calls a caller: by the public part of the token.
schemas::Caller caller(const http::Request& request) {
  const auto prefix = token_prefix(web::bearer_token(request).value_or(""));
  return {.org = kOwner, .actor = "token:" + std::string(prefix.value_or("unnamed"))};
}

int serve(service::Service& service, const web::AccessTokenSettings& settings, schemas::Module& schemas) {
  const bool production = service.settings().production();
  if (!production) service::local_services::make_data_folder(service.data_folder());  // for a token
  const web::AccessTokens tokens = web::open_access_tokens(settings, production, service.data_folder());
  const schemas::Access access{tokens.may_read(), tokens.may_write(), caller};
  const web::Cursors cursors(service.key("cursors"));
  Signups store(service.database(), service.ids());
  SignupsController signups(store, cursors, tokens.may_read());
  schemas::SchemasController documents(*schemas.registry, access, cursors);
  schemas::ChecksController checks(*schemas.registry, *schemas.checks, access, cursors);

  // [snippet:order]
  http::App app;
  service.standard(app);       // ids, addresses, a line of the log for each answer, errors as problems
  web::mount(app, signups);    // POST /v1/signups: for everybody
  web::mount(app, documents);  // /v1/schemas…, /v1/validate: for those who have a token
  web::mount(app, checks);
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
  auto& schemas = service.with<schemas::Module>();
  signups::SignupsModule module;
  service.add(module);
  const auto& access = service.config().add<web::AccessTokenSettings>("access");
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", signups::token}};
  return service::run(service, argc, argv, [&] { return signups::serve(service, access, schemas); }, verbs);
}
