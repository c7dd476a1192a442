// Where PostgreSQL and Redis are: the configured URLs, or the private services of the data folder.
#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/service/settings.hpp"

namespace tenstone::service {

// Error: connection_string_invalid, which quotes nothing of the URL.
Result<void> check_database_url(const Settings& settings);
// Errors: that, and production_incomplete, naming each URL that is missing where no private server may stand in.
Result<void> check_urls(const Settings& settings);

// Safe to use from any thread.
class Stores {
 public:
  Stores(const Settings& settings, std::string data_folder);
  // Attaches to a private server in place of each that is needed and has no URL. Blocks. Throws Failure.
  void attach();
  // For a client that lost its connection: the private services may have been stopped, so it joins them again, which
  // starts them. Blocks. Throws Failure.
  std::string renew_database_url();
  std::string renew_redis_url();

 private:
  const Settings& settings_;
  const std::string data_folder_;
  std::mutex mutex_;
  std::optional<local_services::Attachment> attachment_;
};

}  // namespace tenstone::service
