#include "tenstone/idempotency/module.hpp"

#include "tenstone/idempotency/migrations.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::idempotency {
using namespace std::chrono_literals;

std::span<const postgres::Migration> Module::migrations() const { return idempotency::migrations(); }

void Module::open(service::Service& service) {
  service_ = &service;
  runner = std::make_unique<Runner>(service.database(), service.metrics());
  removal_.emplace(service.loops()[0], "idempotency.removal", 10min);
}

void Module::serving() {
  removal_->start([this]() -> Task<> { (void)co_await remove_expired(service_->database()); });
}

Task<bool> Module::drain() {
  removal_->stop();
  co_await removal_->join();
  co_return true;
}

}  // namespace tenstone::idempotency
