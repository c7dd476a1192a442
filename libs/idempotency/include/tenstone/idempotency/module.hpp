// Idempotency keys as a module of a service: the table of answers, and the removal of old ones. Needs PostgreSQL.
#pragma once
#include <memory>
#include <optional>

#include "tenstone/idempotency/runner.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::idempotency {

class Module final : public service::Module {
 public:
  std::string_view name() const override { return "idempotency"; }
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void serving() override;  // removes expired answers, in every process: now and every ten minutes
  Task<bool> drain() override;

  // ---- after Service::open()
  std::unique_ptr<Runner> runner;

 private:
  service::Service* service_ = nullptr;
  std::optional<runtime::Follower> removal_;  // on loop 0
};

}  // namespace tenstone::idempotency
