// Backups of the platform's own database, taken by its worker.
#pragma once
#include <memory>
#include <optional>

#include "tenstone/backup/keeper.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::platform {

// Settings: the area "backup". Without backup.folder it does nothing. The first worker makes the repository and its
// key. Each worker keeps to the schedule; the locks of the repository see to it that one of them takes the backup.
class BackupsModule final : public service::Module {
 public:
  std::string_view name() const override { return "backups"; }
  void configure(config::Table& table) override;
  void open(service::Service& service) override { service_ = &service; }
  void work() override;  // throws Failure: the errors of backup::open_or_init
  Task<> clock_moved() override;
  Task<bool> drain() override;

  const backup::Settings* settings = nullptr;

 private:
  service::Service* service_ = nullptr;
  std::optional<backup::Repository> repository_;
  std::unique_ptr<backup::Runs> runs_;
  std::unique_ptr<backup::Keeper> keeper_;
};

}  // namespace tenstone::platform
