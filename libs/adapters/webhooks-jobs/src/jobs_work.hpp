#pragma once
#include "tenstone/jobs/module.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks_jobs {

// webhooks' Work, by jobs.
class JobsWork final : public webhooks::Work {
 public:
  // Its parts are used once it is open.
  explicit JobsWork(jobs::Module& jobs) : jobs_(jobs) {}

  Task<Result<std::vector<Uuid>>> enqueue(postgres::Transaction& transaction,
                                          std::vector<webhooks::WorkItem> items) override;
  Task<Result<std::vector<Uuid>>> enqueue_and_commit(postgres::Transaction& transaction,
                                                     std::vector<webhooks::WorkItem> items) override;
  void wake() override;
  Task<std::vector<webhooks::WorkState>> states(Uuid org, std::vector<Uuid> jobs) override;
  Task<Result<void>> again(postgres::Transaction& transaction, Uuid org, Uuid job) override;
  Task<std::vector<Uuid>> failed(Uuid org, webhooks::WorkKind kind, std::optional<Uuid> before,
                                 std::size_t limit) override;

 private:
  jobs::Module& jobs_;
};

}  // namespace tenstone::webhooks_jobs
