// Work that stands in a table of the test's database: what it is given, nobody does.
#pragma once
#include <atomic>

#include "tenstone/postgres/database.hpp"
#include "tenstone/webhooks/work.hpp"

namespace tenstone::webhooks {

class KeptWork final : public Work {
 public:
  static constexpr auto kTable =
      "create table work (org uuid, kind int, item uuid, job uuid primary key, state text default 'queued', trace "
      "text)";

  KeptWork(postgres::Database& database, Ids& ids) : database_(database), ids_(ids) {}

  Task<Result<std::vector<Uuid>>> enqueue(postgres::Transaction& transaction, std::vector<WorkItem> items) override {
    std::vector<Uuid> jobs;
    const auto done = co_await transaction.execute(insert(items, jobs));
    if (!done) co_return done.error();
    co_return jobs;
  }
  Task<Result<std::vector<Uuid>>> enqueue_and_commit(postgres::Transaction& transaction,
                                                     std::vector<WorkItem> items) override {
    std::vector<Uuid> jobs;
    const auto done = co_await transaction.commit_with(insert(items, jobs));
    if (!done) co_return done.error();
    co_return jobs;
  }
  void wake() override { ++wakes; }
  Task<std::vector<WorkState>> states(Uuid org, std::vector<Uuid> jobs) override {
    const auto rows = co_await database_.read(
        "select coalesce(state, 'succeeded') from unnest($2::uuid[]) with ordinality as asked(id, place) left join "
        "work on org = $1 and job = id order by place",
        org, jobs);
    std::vector<WorkState> states;
    for (std::string& state : rows.as<std::string>()) states.push_back({.state = std::move(state)});
    co_return states;
  }
  Task<Result<void>> again(postgres::Transaction& transaction, Uuid org, Uuid job) override {
    const auto rows = co_await transaction.execute(
        "update work set state = 'queued' where org = $1 and job = $2 and state = 'failed'", org, job);
    if (!rows) co_return rows.error();
    if (rows->affected() == 0) co_return kNotFailed;
    co_return Result<void>();
  }
  Task<std::vector<Uuid>> failed(Uuid org, WorkKind kind, std::optional<Uuid> before, std::size_t limit) override {
    const auto rows = co_await database_.read(
        "select job from work where org = $1 and kind = $2 and state = 'failed' and ($3::uuid is null or job < $3) "
        "order by job desc limit $4",
        org, static_cast<std::int32_t>(kind), before, static_cast<std::int64_t>(limit));
    co_return rows.as<Uuid>();
  }

  std::atomic<int> wakes = 0;

 private:
  inline static const ErrorCode kNotFailed{ErrorKind::Conflict, "job_not_failed", "It has not failed"};

  postgres::Query insert(const std::vector<WorkItem>& items, std::vector<Uuid>& jobs) {
    std::vector<Uuid> orgs, ids;
    std::vector<std::int32_t> kinds;
    std::vector<std::string> traces;
    for (const WorkItem& item : items) {
      orgs.push_back(item.org);
      ids.push_back(item.id);
      kinds.push_back(static_cast<std::int32_t>(item.kind));
      traces.push_back(item.trace);
      jobs.push_back(item.job ? *item.job : ids_.next());
    }
    constexpr postgres::Statement kInsert{
        "insert into work (org, kind, item, job, trace) select * from unnest($1::uuid[], $2::int[], $3::uuid[], "
        "$4::uuid[], $5::text[])"};
    return postgres::Query(kInsert, orgs, kinds, ids, jobs, traces);
  }

  postgres::Database& database_;
  Ids& ids_;
};

}  // namespace tenstone::webhooks
