// Jobs keep the files that they attach in the store of files (jobs' Attachments, by files):
//
//   service.add(jobs);
//   service.with<jobs_files::Module>();
#pragma once
#include <memory>

#include "tenstone/files/store.hpp"
#include "tenstone/jobs/attachments.hpp"
#include "tenstone/service/module.hpp"

namespace tenstone::jobs_files {

// The deadline of a file begins anew when the file is published. Both must outlive the loops.
class Attachments final : public jobs::Attachments {
 public:
  explicit Attachments(files::Store& store) : store_(store) {}
  Task<Result<Uuid>> keep(jobs::AttemptKey attempt, jobs::NewFile file) override;
  postgres::Query publish(const std::vector<jobs::AttachedFile>& files) const override;

 private:
  files::Store& store_;
};

// Gives jobs::Module its Attachments. Brings both modules.
class Module final : public service::Module {
 public:
  std::string_view name() const override { return "jobs-files"; }
  void needs(service::Service& service) override;
  void open(service::Service& service) override;

 private:
  std::unique_ptr<Attachments> attachments_;
};

}  // namespace tenstone::jobs_files
