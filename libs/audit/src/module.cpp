#include "tenstone/audit/module.hpp"

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/audit/sealer.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::audit {
using namespace std::chrono_literals;

std::span<const postgres::Migration> Module::migrations() const { return audit::migrations(); }

namespace {

Task<> seal_once(postgres::Database& database) { (void)co_await seal(database); }

}  // namespace

void Module::keep(std::string name, Round round, std::chrono::milliseconds pause) {
  const auto rounds = [](runtime::Supervisor* tasks, postgres::Database* database, Round round,
                         std::chrono::milliseconds pause, runtime::Pulse pulse) -> Task<> {
    do {
      co_await round(*database);
      pulse.well();
    } while (co_await tasks->pause(pause));
  };
  const auto make = [=, this](runtime::Pulse pulse) {
    return rounds(tasks_.get(), &service_->database(), round, pause, std::move(pulse));
  };
  service_->loops()[0].post([this, name = std::move(name), make] { tasks_->keep(name, make); });
}

void Module::serving() {
  tasks_ = std::make_unique<runtime::Supervisor>(service_->loops()[0]);
  keep("audit.sealer", seal_once, 500ms);
}

void Module::work() { keep("audit.partitions", prepare_partitions, 24h); }

Task<bool> Module::drain() {
  if (tasks_) {
    tasks_->stop();
    co_await tasks_->join();
  }
  co_return true;
}

}  // namespace tenstone::audit
