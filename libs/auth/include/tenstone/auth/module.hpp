// Accounts, sessions and API tokens as a module of a service:
//
//   service::Service service("mine", {.postgres = true, .redis = true});
//   auth::Module auth;
//   service.add(auth);
//   service.with<auth_limits::Module>();  // or another Attempts
//   return service::run(service, argc, argv, [&] {
//     http::App app;
//     …
//     app.use(auth::same_site_only(service.settings().http.allowed_origins.origins));
//     app.use(web::authenticate(*auth.authentication));
//     return service.serve(app, service::Service::Role::Api);  // with /v1/auth/…
//   });
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/auth/accounts.hpp"
#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/attempts.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/passwords.hpp"
#include "tenstone/auth/postbox.hpp"
#include "tenstone/auth/recovery.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::auth {

class AccountController;
class AuthController;
class TokensController;
struct Settings;

// Settings: the area "auth". Tables: users, organisations, tokens, sessions. Routes: /v1/auth/… (auth_controller.hpp)
// and /v1/tokens (src/tokens_controller.hpp).
// Needs PostgreSQL, Redis and audit::Module, which it brings. Middleware is the program's to order: same_site_only()
// (authentication.hpp) and web::authenticate() stand before the routes.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;
  std::string_view name() const override { return "auth"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void routes(http::App& app) override;
  void serving() override;  // removes sessions that have ended, in every process: now and every ten minutes
  Task<bool> drain() override;

  // ---- after open()
  // Opens the flows that need letters: libs/adapters/auth-mail does. Before the process serves.
  void connect(std::unique_ptr<Postbox> postbox);

  // ---- after Service::open()
  bool open_sign_up() const { return open_sign_up_; }  // strangers may make accounts

  std::unique_ptr<ApiTokens> tokens;
  std::unique_ptr<Accounts> accounts;
  std::unique_ptr<Sessions> sessions;
  std::unique_ptr<Authentication> authentication;
  std::unique_ptr<Recovery> recovery;  // with a Postbox only

  // Put in by another module's open(). routes() throws std::logic_error without it: nobody guesses unlimited.
  std::unique_ptr<Attempts> attempts;

 private:
  const Settings* settings_ = nullptr;
  service::Service* service_ = nullptr;
  bool open_sign_up_ = false;
  web::FailedLookups failed_lookups_;
  std::optional<runtime::Follower> removal_;  // on loop 0
  std::unique_ptr<Passwords> passwords_;
  std::unique_ptr<AuthController> controller_;
  std::unique_ptr<TokensController> tokens_controller_;
  std::unique_ptr<Postbox> postbox_;
  std::unique_ptr<AccountController> account_controller_;
};

}  // namespace tenstone::auth
