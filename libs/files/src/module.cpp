#include "tenstone/files/module.hpp"

#include "tenstone/config/table.hpp"
#include "tenstone/files/migrations.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::files {
using namespace std::chrono_literals;

struct Settings {
  std::chrono::milliseconds retention = 24h * 7;
};
constexpr auto schema(validation::For<Settings>) {
  return validation::object<Settings>(
      validation::field("retention", &Settings::retention)
          .or_default()
          .range(1min, 24h * 3650)
          .about(
              "how long a file that a job made can be fetched; files that are there keep the deadline that they have"));
}

namespace {

constexpr std::size_t kRemovedAtOnce = 16;  // files, so at most 1 GiB in a statement

Task<> remove_all_expired(Store& store) {
  while (co_await store.remove_expired(kRemovedAtOnce) == kRemovedAtOnce) {
  }
}

}  // namespace

Module::Module() = default;
Module::~Module() = default;

void Module::configure(config::Table& table) { settings_ = &table.add<Settings>("files"); }
std::span<const postgres::Migration> Module::migrations() const { return files::migrations(); }

void Module::open(service::Service& service) {
  store = std::make_unique<Store>(service.database(), service.ids(),
                                  std::chrono::ceil<std::chrono::seconds>(settings_->retention));
  removal_.emplace(service.loops()[0], "files.removal", 1min);
}

void Module::routes(http::App& app) {
  controller_ = std::make_unique<FilesController>(*store, bytes_);
  web::mount(app, *controller_);
}

void Module::serving() {
  removal_->start([this] { return remove_all_expired(*store); });
}

Task<bool> Module::drain() {
  removal_->stop();
  co_await removal_->join();
  co_return true;
}

}  // namespace tenstone::files
