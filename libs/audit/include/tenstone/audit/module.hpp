// The audit log as a module of a service: its tables, its sealer, and what keeps the tables ready. Needs PostgreSQL.
#pragma once
#include <optional>

#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::audit {

// Modules that write audit rows need this one (service::Module::needs()), so a program seldom names it.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "audit"; }
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void serving() override;  // seals what is written, in every process
  void work() override;     // keeps the partitions of the coming months ready
  Task<bool> drain() override;

 private:
  service::Service* service_ = nullptr;
  std::optional<runtime::Follower> sealer_, partitions_;  // on loop 0
};

}  // namespace tenstone::audit
