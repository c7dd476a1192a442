#include "tenstone/flags/module.hpp"

#include <filesystem>

#include "tenstone/audit/module.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::flags {

void Module::needs(service::Service& service) { service.with<audit::Module>(); }

void Module::open(service::Service& service) {
  const Options options{.file = std::filesystem::path(service.data_folder()) / "flags.json"};
  flags = std::make_unique<Flags>(service.loops(), service.blocking(), service.database(), service.redis(),
                                  service.log(), service.metrics(), options);
}

Task<bool> Module::drain() {
  co_await flags->stop();
  co_return true;
}

}  // namespace tenstone::flags
