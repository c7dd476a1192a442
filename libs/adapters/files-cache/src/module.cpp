#include "tenstone/files_cache/module.hpp"

#include <fmt/core.h>

#include "tenstone/config/table.hpp"
#include "tenstone/files/module.hpp"
#include "tenstone/files_cache/operators.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/local_services.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::files_cache {
namespace {
constexpr int kMostFolders = 16;
}

struct Module::Opened {
  std::optional<file_cache::FileCache> files;
  std::optional<file_cache::AsyncCache> cache;
};

Module::Module() = default;
Module::~Module() = default;

void Module::needs(service::Service& service) { service.with<files::Module>(); }
void Module::configure(config::Table& table) { settings_ = &table.add<file_cache::Settings>("cache"); }

void Module::open(service::Service& service) {
  service_ = &service;
  copies_ = std::make_unique<Copies>(service.clock(), service.log());
  service.with<files::Module>().read_by(*copies_);
}

void Module::routes(http::App& app) {
  auto opened = std::make_shared<Opened>();
  opened_ = opened.get();
  // The service keeps this function, and what it holds, until its loops are gone and its registry is not: answers that
  // were cut hold entries until then, and the cache has gauges in the registry.
  service_->at_drain([opened]() -> Task<> {
    if (!opened->cache) co_return;
    opened->cache->stop();
    co_await opened->cache->join();
  });
  controller_ = std::make_unique<CacheController>(*copies_, operators(operator_secret(*service_)));
  web::mount(app, *controller_);
}

// Processes of one port that share a data folder, as containers may do, have a folder each.
void Module::take_default_folder() {
  service::local_services::make_data_folder(service_->data_folder());
  const std::filesystem::path data = service_->data_folder();
  const std::string first = fmt::format("cache-{}", service_->port());
  for (int number = 1;; ++number) {
    try {
      return take(data / (number == 1 ? first : fmt::format("{}-{}", first, number)));
    } catch (const Failure& failure) {
      if (!failure.error().is(file_cache::kCacheInUse) || number == kMostFolders) throw;
    }
  }
}

void Module::take(const std::filesystem::path& folder) {
  opened_->files.emplace(file_cache::options_of(*settings_, folder), service_->clock(), service_->log(),
                         service_->metrics());
}

void Module::serving() {
  if (opened_ == nullptr) return;
  try {
    if (settings_->folder.empty())
      take_default_folder();
    else
      take(settings_->folder);
  } catch (const Failure& failure) {
    const Error& error = failure.error();
    const bool mistaken = error.is(file_cache::kCacheInUse) || error.is(file_cache::kCacheFolderForeign);
    if (mistaken && !settings_->folder.empty()) throw;
    service_->log().error("cache.unavailable", {{"code", error.code}, {"error", failure.what()}});
    return;
  }
  file_cache::AsyncCache& cache = opened_->cache.emplace(*opened_->files, service_->blocking(), service_->loops()[0]);
  service_->loops()[0].post([this, &cache] {
    cache.start();
    copies_->use(cache);
  });
}

}  // namespace tenstone::files_cache
