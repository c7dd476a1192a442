#include "tenstone/audit/module.hpp"

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::audit {
using namespace std::chrono_literals;

std::span<const postgres::Migration> Module::migrations() const { return audit::migrations(); }

void Module::open(service::Service& service) {
  service_ = &service;
  sealer_.emplace(service.loops()[0], "audit.sealer", 500ms);
  partitions_.emplace(service.loops()[0], "audit.partitions", 24h);
}

void Module::serving() {
  sealer_->start([this]() -> Task<> { (void)co_await seal(service_->database()); });
}

void Module::work() {
  partitions_->start([this] { return prepare_partitions(service_->database()); });
}

Task<bool> Module::drain() {
  sealer_->stop();
  partitions_->stop();
  co_await sealer_->join();
  co_await partitions_->join();
  co_return true;
}

}  // namespace tenstone::audit
