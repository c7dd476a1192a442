// Files are served through a cache of this machine (files' Bytes, by file-cache):
//
//   service.with<files_cache::Module>();
#pragma once
#include <filesystem>
#include <memory>

#include "tenstone/file_cache/async_cache.hpp"
#include "tenstone/file_cache/settings.hpp"
#include "tenstone/files_cache/controller.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::files_cache {

// Settings: the area "cache". A process that serves the API takes a folder for itself; others take none.
// * Without cache.folder it is `cache-PORT` in the data folder, or, when another process works on that, `cache-PORT-2`
//   and so on, up to 16: apis that share a data folder have one each.
// * A cache.folder that another process works on, or that holds foreign files, ends the start (cache_in_use,
//   cache_folder_foreign).
// * A folder that cannot be used for another reason is logged as "cache.unavailable", and files come from the database.
// Brings files::Module.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;
  std::string_view name() const override { return "files-cache"; }
  void needs(service::Service& service) override;
  void configure(config::Table& table) override;
  void open(service::Service& service) override;
  void routes(http::App& app) override;
  void serving() override;

 private:
  void take_default_folder();
  void take(const std::filesystem::path& folder);

  service::Service* service_ = nullptr;
  const file_cache::Settings* settings_ = nullptr;
  std::unique_ptr<Copies> copies_;
  std::unique_ptr<CacheController> controller_;
  struct Opened;
  Opened* opened_ = nullptr;  // of a process that serves the API; owned by the service, see routes()
};

}  // namespace tenstone::files_cache
