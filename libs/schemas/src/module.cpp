#include "tenstone/schemas/module.hpp"

#include "tenstone/audit/module.hpp"
#include "tenstone/config/table.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/schemas/migrations.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::schemas {
using namespace std::chrono_literals;

struct Settings {
  std::chrono::milliseconds checks_kept_for = 24h * 7;
};
constexpr auto schema(validation::For<Settings>) {
  return validation::object<Settings>(validation::field("checks_kept_for", &Settings::checks_kept_for)
                                          .or_default()
                                          .range(1min, 24h * 3650)
                                          .about("how long bulk checks, with their reports, are kept"));
}

namespace {

constexpr auto kRemovalEvery = 10min;
constexpr std::size_t kQueueOfThread = 32;
constexpr int kNice = 10;

}  // namespace

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) {
  service.with<audit::Module>();
  service.with<jobs::Module>().handle(
      std::string(kKind), [this](jobs::Run& run) { return bulk_check_->check(run); }, kBulkPolicy);
}
void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("schemas"); }
std::span<const postgres::Migration> Module::migrations() const { return schemas::migrations(); }

void Module::open(service::Service& service) {
  service_ = &service;
  auto& jobs = service.with<jobs::Module>();
  const std::size_t threads = service.loops().size();
  registry = std::make_unique<Registry>(service.database(), service.ids(),
                                        service.add_pool(threads, threads * kQueueOfThread));
  checks = std::make_unique<Checks>(service.database(), service.ids(), *jobs.queue, *jobs.reader);
  bulk_check_ = std::make_unique<BulkCheck>(service.database(), *registry,
                                            service.add_pool(threads, threads * kQueueOfThread, kNice));
  removal_.emplace(service.loops()[0], "schemas.removal", kRemovalEvery);
}

void Module::work() {
  removal_->start([this] {
    return remove_old_checks(service_->database(), std::chrono::ceil<std::chrono::seconds>(settings_->checks_kept_for));
  });
}

Task<bool> Module::drain() {
  removal_->stop();
  co_await removal_->join();
  co_return true;
}

}  // namespace tenstone::schemas
