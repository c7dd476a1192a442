#include "tenstone/flags/module.hpp"

#include <filesystem>

#include "tenstone/audit/module.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::flags {

void Module::needs(service::Service& service) { service.with<audit::Module>(); }

void Module::open(service::Service& service) {
  Options options{.defaults = std::move(defaults), .file = std::filesystem::path(service.data_folder()) / "flags.json"};
  flags = std::make_unique<Flags>(service.loops(), service.blocking(), service.database(), service.redis(),
                                  service.log(), service.metrics(), std::move(options));
  store = std::make_unique<Store>(service.database(), service.blocking(), service.ids(),
                                  [this] { return flags->announce(); });
  changes = std::make_unique<Changes>(service.loops(), *flags, service.clock());
  ofrep = std::make_unique<Ofrep>(*flags, *changes);
  flags->on_change([this] { changes->announce(); });
  streams_open_.emplace(service.metrics().watch("tenstone_flags_streams_open", "Streams of flag changes open now",
                                                [this] { return static_cast<double>(changes->streams()); }));
}

Task<bool> Module::drain() {
  co_await flags->stop();
  co_return true;
}

}  // namespace tenstone::flags
