#include "stores.hpp"

#include "tenstone/postgres/connection_string.hpp"

namespace tenstone::service {

Result<void> check_database_url(const Settings& settings) {
  const std::string& url = settings.postgres.url.reveal();
  if (url.empty()) return {};
  const auto readable = postgres::check_connection_string(url);
  if (readable) return {};
  return Error(postgres::kConnectionStringInvalid, "DATABASE_URL: " + readable.error().message);
}

Result<void> check_urls(const Settings& settings) {
  if (auto readable = check_database_url(settings); !readable) return readable;
  if (!settings.production() && !settings.general.container) return {};
  std::string missing;
  if (settings.needs.postgres && settings.postgres.url.reveal().empty()) missing = "DATABASE_URL";
  if (settings.needs.redis && settings.redis.url.reveal().empty())
    missing += missing.empty() ? "REDIS_URL" : " and REDIS_URL";
  if (missing.empty()) return {};
  return Error(kProductionIncomplete, std::string(settings.production() ? "TENSTONE_ENV=production" : "A container") +
                                          " needs " + missing +
                                          ": set it to the server to use (no private server is started here)");
}

Stores::Stores(const Settings& settings, std::string data_folder)
    : settings_(settings), data_folder_(std::move(data_folder)) {}

void Stores::attach() {
  const Needs needs{.postgres = settings_.needs.postgres && settings_.postgres.url.reveal().empty(),
                    .redis = settings_.needs.redis && settings_.redis.url.reveal().empty()};
  if (!needs.postgres && !needs.redis) return;
  auto attachment = local_services::attach(data_folder_, needs);
  const std::lock_guard guard(mutex_);
  attachment_ = std::move(attachment);  // the new hold before the old one goes
}

std::string Stores::renew_database_url() {
  if (const std::string& url = settings_.postgres.url.reveal(); !url.empty()) return url;
  attach();
  const std::lock_guard guard(mutex_);
  return attachment_->database_url;
}

std::string Stores::renew_redis_url() {
  if (const std::string& url = settings_.redis.url.reveal(); !url.empty()) return url;
  attach();
  const std::lock_guard guard(mutex_);
  return attachment_->redis_url;
}

}  // namespace tenstone::service
