#include "tenstone/jobs_files/jobs_files.hpp"

#include "tenstone/files/module.hpp"
#include "tenstone/jobs/module.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::jobs_files {
namespace {

// $1, $2 organisations and files; $3 seconds from now on. A file whose attempt did not succeed stays as it is.
constexpr postgres::Statement kPublish{"files.publish", R"(
  update files set published_at = tenstone.now(), expires_at = tenstone.now() + $3::int * interval '1 second'
    from unnest($1::uuid[], $2::uuid[]) as named(org_id, id)
   where files.org_id = named.org_id and files.id = named.id and published_at is null
     and job_attempt_succeeded(files.org_id, files.job, files.worker, files.attempt))"};

}  // namespace

Task<Result<Uuid>> Attachments::keep(jobs::AttemptKey attempt, jobs::NewFile file) {
  const files::Origin origin{.job = attempt.job, .worker = attempt.worker, .attempt = attempt.attempt};
  files::NewFile bytes{std::move(file.name), std::move(file.content_type), std::move(file.bytes)};
  co_return co_await store_.put(attempt.org_id, origin, std::move(bytes));
}

postgres::Query Attachments::publish(const std::vector<jobs::AttachedFile>& files) const {
  std::vector<Uuid> orgs, ids;
  for (const jobs::AttachedFile& file : files) {
    orgs.push_back(file.attempt.org_id);
    ids.push_back(file.id);
  }
  return {kPublish, orgs, ids, static_cast<std::int32_t>(store_.retention().count())};
}

void Module::needs(service::Service& service) {
  service.with<files::Module>();
  service.with<jobs::Module>();
}

void Module::open(service::Service& service) {
  attachments_ = std::make_unique<Attachments>(*service.with<files::Module>().store);
  service.with<jobs::Module>().attach_by(*attachments_);
}

}  // namespace tenstone::jobs_files
