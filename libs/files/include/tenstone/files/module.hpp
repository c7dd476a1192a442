// Files of jobs as a module of a service. What writes them and what caches them are adapters: libs/adapters/jobs-files,
// libs/adapters/files-cache.
#pragma once
#include <memory>
#include <optional>

#include "tenstone/files/bytes.hpp"
#include "tenstone/files/controller.hpp"
#include "tenstone/files/store.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::files {

struct Settings;

// Settings: the area "files". Tables: files, file_chunks. Serves GET /v1/files/{id}; removes expired files in every
// process, as the supervised task "files.removal". Needs PostgreSQL.
class Module final : public service::Module {
 public:
  Module();
  ~Module() override;
  std::string_view name() const override { return "files"; }
  void configure(config::Table& table) override;
  std::span<const postgres::Migration> migrations() const override;
  void open(service::Service& service) override;
  void routes(http::App& app) override;
  void serving() override;
  Task<bool> drain() override;

  // What stands in front of the store; before routes(). `bytes` must outlive the loops.
  void read_by(Bytes& bytes) { bytes_ = &bytes; }

  std::unique_ptr<Store> store;  // after Service::open()

 private:
  const Settings* settings_ = nullptr;
  Bytes* bytes_ = nullptr;
  std::unique_ptr<FilesController> controller_;
  std::optional<runtime::Follower> removal_;  // on loop 0
};

}  // namespace tenstone::files
