// The audit log as a module of a service: its tables, and what keeps them ready. Needs PostgreSQL.
#pragma once
#include <memory>

#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::audit {

// Modules that write audit rows need this one (service::Module::needs()), so a program seldom names it.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "audit"; }
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override { service_ = &service; }
  void serving() override;
  void work() override;  // keeps the partitions of the coming months ready
  Task<bool> drain() override;

 private:
  service::Service* service_ = nullptr;
  std::unique_ptr<runtime::Supervisor> tasks_;  // on loop 0
};

}  // namespace tenstone::audit
