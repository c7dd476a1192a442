// Project 05: a mini REST API. The controllers declare their routes; here is what stands around them.
#include <fmt/core.h>

#include "embedded/files.hpp"
#include "log_caller.hpp"
#include "orders_controller.hpp"
#include "tenstone/http/page.hpp"
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
  Tokens tokens(service.database(), service.ids());
  http::Traces traces(kTraces);
  OrdersController controller(orders, idempotency, web::Cursors(service.key("cursors")));
  TracesController traced(traces);

  // [snippet:order]
  http::App app;
  if (!service.settings().production()) app.use(http::traces(traces));
  service.standard(app);                // ids, addresses, a line of the log for each answer, errors as problems
  app.use(web::authenticate(tokens));   // who asks
  app.use(log_caller(service.log()));   // what each token asks for: behind authenticate, which knows it
  web::mount(app, controller);
  // [/snippet:order]
  if (!service.settings().production()) web::mount(app, traced);
  app.get("/", http::page(embedded::files().at("index.html")));
  web::serve_openapi(app, {.title = "Orders", .version = "1"});
  return service.serve(app, service::Service::Role::Api);
}

// token NAME SCOPE…: makes a token and prints it.
int make_token(service::Service& service, const std::vector<std::string>& words) {
  if (words.size() < 2) throw Failure(Error(kUnknownScope, "token NAME SCOPE…: a name, then orders:read, orders:write"));
  Tokens tokens(service.database(), service.ids());
  service.run([&]() -> Task<> {
    const auto made = co_await tokens.create(words[0], {words.begin() + 1, words.end()});
    if (!made) throw Failure(made.error());
    fmt::print("{}\n", made->reveal());
  });
  return 0;
}

int revoke_token(service::Service& service, const std::vector<std::string>& words) {
  if (words.size() != 1) throw Failure(Error(kTokenNotFound, "revoke NAME: the name of one token"));
  Tokens tokens(service.database(), service.ids());
  service.run([&]() -> Task<> {
    const auto revoked = co_await tokens.revoke(words[0]);
    if (!revoked) throw Failure(revoked.error());
  });
  return 0;
}

}  // namespace
}  // namespace orders

int main(int argc, char** argv) {
  service::Service service("mini-rest-api", {.postgres = true});
  orders::OrdersModule module;
  service.add(module);
  auto& idempotency = service.with<idempotency::Module>();
  const std::vector<service::Verb> verbs = {
      {"token", "NAME SCOPE…", "make an API token: its scopes are orders:read, orders:write", orders::make_token},
      {"revoke", "NAME", "revoke an API token, from this moment on", orders::revoke_token}};
  return service::run(service, argc, argv, [&] { return orders::serve(service, idempotency); }, verbs);
}
