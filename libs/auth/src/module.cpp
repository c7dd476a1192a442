#include "tenstone/auth/module.hpp"

#include "tenstone/audit/module.hpp"
#include "tenstone/auth/account_controller.hpp"
#include "tenstone/auth/auth_controller.hpp"
#include "tenstone/auth/migrations.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::auth {
using namespace std::chrono_literals;

struct Settings {
  std::optional<bool> open_sign_up;
  std::chrono::milliseconds idle = 2h, absolute = 12h;
};
constexpr auto schema(validation::For<Settings>) {
  using validation::field;
  return validation::object<Settings>(field("open_sign_up", &Settings::open_sign_up)
                                          .about("whether strangers may make accounts; unset: in development only"),
                                      field("idle", &Settings::idle)
                                          .or_default()
                                          .range(1s, 24h * 365)
                                          .about("a session ends when it was not used for this long"),
                                      field("absolute", &Settings::absolute)
                                          .or_default()
                                          .range(1s, 24h * 365)
                                          .about("a session ends after this long, used or not"));
}

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) { service.with<audit::Module>(); }
std::span<const postgres::Migration> Module::migrations() const { return auth::migrations(); }
void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("auth"); }

void Module::open(service::Service& service) {
  service_ = &service;
  open_sign_up_ = settings_->open_sign_up.value_or(!service.settings().production());
  SessionPolicy policy;
  policy.idle = std::chrono::floor<std::chrono::seconds>(settings_->idle);
  policy.absolute = std::chrono::floor<std::chrono::seconds>(settings_->absolute);
  passwords_ = std::make_unique<Passwords>(service.blocking());
  tokens = std::make_unique<ApiTokens>(service.database(), service.redis(), service.clock(), service.ids());
  accounts = std::make_unique<Accounts>(service.database(), service.ids(), *passwords_);
  sessions = std::make_unique<Sessions>(service.database(), service.redis(), service.clock(), service.ids(),
                                        *passwords_, policy);
  authentication = std::make_unique<Authentication>(*tokens, *sessions);
}

void Module::connect(std::unique_ptr<Postbox> postbox) {
  postbox_ = std::move(postbox);
  recovery = std::make_unique<Recovery>(service_->database(), service_->ids(), *passwords_, *sessions, *postbox_,
                                        service_->public_url());
  if (postbox_->closed() == nullptr) accounts->write_letters(*recovery);
}

void Module::routes(http::App& app) {
  controller_ = std::make_unique<AuthController>(*accounts, *sessions, service_->clock(), open_sign_up_);
  web::mount(app, *controller_);
  if (!recovery) return;
  account_controller_ = std::make_unique<AccountController>(*recovery);
  web::mount(app, *account_controller_);
}

}  // namespace tenstone::auth
