// Project 07: feature flags. The definitions, the store and the routes are the library's; here is what stands around
// them, and a shop that decides by them.
#include <fmt/core.h>

#include "embedded/files.hpp"
#include "shop.hpp"
#include "tenstone/core/token_text.hpp"
#include "tenstone/flags/flags_controller.hpp"
#include "tenstone/flags/keys_controller.hpp"
#include "tenstone/flags/module.hpp"
#include "tenstone/flags/segments_controller.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/access_tokens.hpp"
#include "tenstone/web/bearer.hpp"
#include "tenstone/web/openapi.hpp"

using namespace tenstone;

namespace shop {
namespace {

// What the history calls a caller: by the public part of the token.
std::string actor(const http::Request& request) {
  const auto prefix = token_prefix(web::bearer_token(request).value_or(""));
  return "token:" + std::string(prefix.value_or("unnamed"));
}

int serve(service::Service& service, const web::AccessTokenSettings& settings, flags::Module& flags) {
  const bool production = service.settings().production();
  if (!production) service::local_services::make_data_folder(service.data_folder());  // for a token
  const web::AccessTokens tokens = web::open_access_tokens(settings, production, service.data_folder());
  const flags::Access access{tokens.may_read(), tokens.may_write(), actor};
  const web::Cursors cursors(service.key("cursors"));
  flags::FlagsController definitions(*flags.store, access, cursors);
  flags::SegmentsController segments(*flags.store, access, cursors);
  flags::KeysController keys(*flags.store, access);
  ShopController shop(*flags.flags);

  // [snippet:order]
  http::App app;
  service.standard(app);         // ids, addresses, a line of the log for each answer, errors
  web::mount(app, definitions);  // /v1/flags…: for those who have a token
  web::mount(app, segments);
  web::mount(app, keys);
  flags::add_ofrep_routes(app, *flags.ofrep);  // /ofrep/v1/…: for programs that have an evaluation key
  web::mount(app, shop);                       // GET /shop: for everybody
  // [/snippet:order]
  app.get("/", http::page(embedded::files().at("index.html")));
  web::serve_openapi(app, {.title = "Feature toggle app", .version = "1"});
  return service.serve(app, service::Service::Role::Api);
}

Task<Result<void>> token(service::Arguments arguments) {
  if (arguments.words != std::vector<std::string>{"new"}) co_return service::kArgumentsInvalid;
  fmt::print("{}", web::describe(web::new_access_token()));
  co_return Result<void>();
}

}  // namespace
}  // namespace shop

int main(int argc, char** argv) {
  service::Service service("feature-toggle", {.postgres = true, .redis = true, .starts_without_postgres = true});
  flags::Module flags;
  // [snippet:defaults]
  flags.defaults = flags::parse_definitions(embedded::files().at("flags.json")).value();
  // [/snippet:defaults]
  service.add(flags);
  const auto& access = service.config().add<web::AccessTokenSettings>("access");
  const std::vector<service::Verb> verbs = {
      {"token", "new", "make an access token and its hash for the settings", shop::token}};
  return service::run(service, argc, argv, [&] { return shop::serve(service, access, flags); }, verbs);
}
