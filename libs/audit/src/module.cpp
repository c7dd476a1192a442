#include "tenstone/audit/module.hpp"

#include "tenstone/audit/audit_log.hpp"
#include "tenstone/audit/migrations.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::audit {
using namespace std::chrono_literals;

std::span<const postgres::Migration> Module::migrations() const { return audit::migrations(); }

// What every process does belongs here, what only a worker does into work().
void Module::serving() { tasks_ = std::make_unique<runtime::Supervisor>(service_->loops()[0]); }

void Module::work() {
  const auto daily = [](runtime::Supervisor* supervisor, postgres::Database* database, runtime::Pulse pulse) -> Task<> {
    do {
      co_await prepare_partitions(*database);
      pulse.well();
    } while (co_await supervisor->pause(24h));
  };
  service_->loops()[0].post([=, this] {
    tasks_->keep("audit.partitions", [=, this](runtime::Pulse pulse) {
      return daily(tasks_.get(), &service_->database(), std::move(pulse));
    });
  });
}

Task<bool> Module::drain() {
  if (tasks_) {
    tasks_->stop();
    co_await tasks_->join();
  }
  co_return true;
}

}  // namespace tenstone::audit
