// Project 05: a mini REST API. The controllers declare their routes; here is what stands around them.

#include "embedded/files.hpp"
#include "log_caller.hpp"
#include "orders_controller.hpp"
#include "tenstone/core/console.hpp"
#include "tenstone/http/page.hpp"
#include "tenstone/idempotency/module.hpp"
#include "tenstone/service/module.hpp"
#include "tenstone/service/program.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/web/openapi.hpp"
#include "tokens.hpp"
#include "traces_controller.hpp"

using namespace tenstone;

namespace orders {

std::span<const postgres::Migration> migrations();  // migrations/*.sql

namespace {

class OrdersModule final : public service::Module {
 public:
  std::string_view name() const override { return "orders"; }
  std::span<const postgres::Migration> migrations() const override { return orders::migrations(); }
};

constexpr std::size_t kTraces = 100;  // the newest, in development

int serve(service::Service& service, idempotency::Module& idempotency) {
  Orders orders(service.database(), service.ids());
  Tokens tokens(service.database(), service.ids(), service.clock());
  http::Traces traces(kTraces);
  OrdersController controller(orders, *idempotency.runner, web::Cursors(service.key("cursors")));
  TracesController traced(traces);

  // [snippet:order]
  http::App app;
  if (!service.settings().production()) app.use(http::traces(traces));
  service.standard(app);               // ids, addresses, a line of the log for each answer, errors as problems
  app.use(web::authenticate(tokens));  // who asks
  app.use(log_caller(service.log()));  // what each token asks for, and what came of it
  web::mount(app, controller);
  // [/snippet:order]
  if (!service.settings().production()) web::mount(app, traced);
  app.get("/", http::page(embedded::files().at("index.html")));
  web::serve_openapi(app, {.title = "Orders", .version = "1"});
  return service.serve(app, service::Service::Role::Api);
}

Task<Result<void>> make_token(service::Service& service, service::Arguments arguments) {
  std::vector<std::string>& words = arguments.words;
  if (words.size() < 2) co_return service::kArgumentsInvalid;
  Tokens tokens(service.database(), service.ids(), service.clock());
  const auto made = co_await tokens.create(words[0], {words.begin() + 1, words.end()});
  if (!made) co_return made.error();
  console::print("{}\n", made->reveal());
  co_return Result<void>();
}

Task<Result<void>> revoke_token(service::Service& service, service::Arguments arguments) {
  if (arguments.words.size() != 1) co_return service::kArgumentsInvalid;
  Tokens tokens(service.database(), service.ids(), service.clock());
  co_return co_await tokens.revoke(arguments.words[0]);
}

}  // namespace
}  // namespace orders

int main(int argc, char** argv) {
  service::Service service("mini-rest-api", {.postgres = true});
  orders::OrdersModule module;
  service.add(module);
  auto& idempotency = service.with<idempotency::Module>();
  const std::vector<service::Verb> verbs = {
      {"token", "NAME SCOPE…", "make an API token; its scopes are orders:read and orders:write",
       [&](service::Arguments arguments) { return orders::make_token(service, std::move(arguments)); }},
      {"revoke", "NAME", "revoke an API token, from now on",
       [&](service::Arguments arguments) { return orders::revoke_token(service, std::move(arguments)); }}};
  return service::run(service, argc, argv, [&] { return orders::serve(service, idempotency); }, verbs);
}
