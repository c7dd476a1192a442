// The audit log as a module of a service: its tables, its sealer, and what keeps the tables ready. Needs PostgreSQL.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "tenstone/runtime/supervisor.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::postgres {
class Database;
}

namespace tenstone::audit {

// Modules that write audit rows need this one (service::Module::needs()), so a program seldom names it.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "audit"; }
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override { service_ = &service; }
  void serving() override;  // seals what is written, in every process
  void work() override;     // keeps the partitions of the coming months ready
  Task<bool> drain() override;

 private:
  using Round = Task<> (*)(postgres::Database&);
  void keep(std::string name, Round round, std::chrono::milliseconds pause);

  service::Service* service_ = nullptr;
  std::unique_ptr<runtime::Supervisor> tasks_;  // on loop 0
};

}  // namespace tenstone::audit
