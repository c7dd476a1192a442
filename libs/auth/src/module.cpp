#include "tenstone/auth/module.hpp"

#include <stdexcept>

#include "tenstone/audit/module.hpp"
#include "tenstone/auth/account_controller.hpp"
#include "tenstone/auth/auth_controller.hpp"
#include "tenstone/auth/migrations.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"
#include "tokens_controller.hpp"

namespace tenstone::auth {
using namespace std::chrono_literals;
namespace {

constexpr std::size_t kQueueOfThread = 4;  // 4 × 28 ms of waiting at most
// The loops come first: during a flood of logins the 99th percentile of GET /health fell from 6.4 to 3.5 ms, without a
// flood it was 4.7 (two busy cores, five rounds each); with 10 it did not fall further, and fewer logins were done.
constexpr int kNice = 5;
constexpr auto kRemoveEvery = 10min;

}  // namespace

enum class PasswordHash { Argon2id, Bcrypt };
constexpr auto schema(validation::For<PasswordHash>) {
  return validation::enumeration<PasswordHash>(
      {{"argon2id", PasswordHash::Argon2id}, {"bcrypt", PasswordHash::Bcrypt}});
}

struct Settings {
  std::optional<bool> open_sign_up;
  PasswordHash password_hash = PasswordHash::Argon2id;
  std::chrono::milliseconds idle = 2h, absolute = 12h;
};
constexpr auto schema(validation::For<Settings>) {
  using validation::field;
  return validation::object<Settings>(field("open_sign_up", &Settings::open_sign_up)
                                          .about("whether strangers may make accounts; unset: in development only"),
                                      field("password_hash", &Settings::password_hash)
                                          .or_default()
                                          .about("how new passwords are hashed; the others are hashed again when "
                                                 "their owners sign in"),
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
  const std::size_t threads = service.loops().size();
  PasswordOptions options{.service = "tenstone " + service.name()};
  if (settings_->password_hash == PasswordHash::Bcrypt) options.scheme = BcryptCost();
  passwords_ = std::make_unique<Passwords>(service.add_pool(threads, threads * kQueueOfThread, kNice),
                                           service.metrics(), std::move(options));
  const auto key = service.key("auth-cache");
  tokens = std::make_unique<ApiTokens>(service.database(), service.redis(), key, service.clock(), service.ids());
  accounts = std::make_unique<Accounts>(service.database(), service.ids(), *passwords_);
  sessions = std::make_unique<Sessions>(service.database(), service.redis(), key, service.clock(), service.ids(),
                                        *passwords_, policy);
  removal_.emplace(service.loops()[0], "auth.removal", kRemoveEvery);
  authentication = std::make_unique<Authentication>(*tokens, *sessions, failed_lookups_, service.clock());
}

void Module::connect(std::unique_ptr<Postbox> postbox) {
  postbox_ = std::move(postbox);
  recovery = std::make_unique<Recovery>(service_->database(), service_->ids(), *passwords_, *sessions, *postbox_,
                                        service_->public_url());
  if (postbox_->closed() == nullptr) accounts->write_letters(*recovery);
}

void Module::routes(http::App& app) {
  if (!attempts) throw std::logic_error("bug: nothing limits guessing: service.with<auth_limits::Module>()");
  controller_ = std::make_unique<AuthController>(*accounts, *sessions, *attempts, failed_lookups_, service_->clock(),
                                                 service_->metrics(), open_sign_up_);
  tokens_controller_ = std::make_unique<TokensController>(*tokens, failed_lookups_, service_->clock());
  web::mount(app, *controller_);
  web::mount(app, *tokens_controller_);
  if (!recovery) return;
  account_controller_ = std::make_unique<AccountController>(*recovery, *attempts);
  web::mount(app, *account_controller_);
}

void Module::serving() {
  removal_->start([this]() -> Task<> { (void)co_await sessions->remove_ended(); });
}

Task<bool> Module::drain() {
  removal_->stop();
  co_await removal_->join();
  co_return true;
}

}  // namespace tenstone::auth
