// Schemas and bulk checks as a module of a service that does background work (a worker, or Role::Alone):
//
//   auto& schemas = service.with<schemas::Module>();
//   …
//   schemas::SchemasController registry(*schemas.registry, …);  // after Service::open()
//   schemas::ChecksController checks(*schemas.registry, *schemas.checks, …);
#pragma once
#include <memory>
#include <optional>

#include "tenstone/runtime/follower.hpp"
#include "tenstone/schemas/bulk_check.hpp"
#include "tenstone/schemas/checks.hpp"
#include "tenstone/schemas/registry.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::schemas {

struct Settings;

// Settings: the area "schemas" (checks_kept_for). Tables: schemas, their versions, checks and their inputs. Brings jobs
// and the audit log. A worker does the checks, and removes those that are old.
//
// It has two pools: one for what a request waits for, and one with a lower priority for bulk checks, so that these keep
// nobody waiting.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;
  std::string_view name() const override { return "schemas"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void work() override;
  Task<bool> drain() override;

  // ---- After Service::open()
  std::unique_ptr<Registry> registry;
  std::unique_ptr<Checks> checks;

 private:
  const Settings* settings_ = nullptr;
  service::Service* service_ = nullptr;
  std::unique_ptr<BulkCheck> bulk_check_;
  std::optional<runtime::Follower> removal_;  // on loop 0
};

}  // namespace tenstone::schemas
