// Feature flags as a module of a service:
//
//   flags::Module flags;
//   service.add(flags);
//   …
//   co_await flags.flags->settled();
//   const auto context = flags::Context::of({{"targetingKey", to_string(user)}});
//   if (!flags.flags->now().boolean("exports", context, false)) co_return flags::kFeatureDisabled;
#pragma once
#include <memory>
#include <optional>

#include "tenstone/flags/flags.hpp"
#include "tenstone/flags/migrations.hpp"
#include "tenstone/flags/ofrep.hpp"
#include "tenstone/flags/store.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::flags {

// Tables: flags. Follows changes in a process that serves; keeps the last snapshot in `flags.json` of the data folder.
// Needs PostgreSQL, Redis and audit::Module, which it brings.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "flags"; }
  void needs(service::Service& service) override;
  std::span<const postgres::Migration> migrations() const override { return flags::migrations(); }
  void open(service::Service& service) override;
  void serving() override { flags->start(); }
  Task<bool> drain() override;

  Definitions defaults;  // compiled in; before Service::open()

  // After Service::open().
  std::unique_ptr<Flags> flags;
  std::unique_ptr<Store> store;
  std::unique_ptr<Changes> changes;
  std::unique_ptr<Ofrep> ofrep;  // add_ofrep_routes(app, *flags.ofrep)

 private:
  std::optional<metrics::Registry::Watch> streams_open_;
};

}  // namespace tenstone::flags
