#include "tenstone/rate_limit/module.hpp"

#include "tenstone/config/table.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::rate_limit {

void Module::configure(config::Table& table) { settings = &table.add<Settings>("limits"); }

void Module::open(service::Service& service) {
  service_ = &service;
  limiter = std::make_unique<Limiter>(
      service.redis(), service.clock(), [&service] { return service.moved_time(); }, service.log(), service.metrics(),
      options_of(*settings));
}

void Module::serving() { limiter->start(service_->loops()[0]); }

Task<bool> Module::drain() {
  limiter->stop();  // it listens on a loop, and the loops go before this module
  co_return true;
}

}  // namespace tenstone::rate_limit
