#include "tenstone/mail_jobs/mail_jobs.hpp"

#include "tenstone/jobs/module.hpp"
#include "tenstone/mail/module.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::mail_jobs {
namespace {
using namespace std::chrono_literals;

// Of one attempt: a mail may have to wait for a thread while a server is slow to answer those before it.
constexpr jobs::Policy kPolicy{.timeout = 5min};
constexpr std::string_view kQueue = "default";

Task<jobs::Outcome> send(jobs::Run& run, mail::Sender& sender) {
  const auto id = parse_uuid(run.payload());
  if (!id) co_return jobs::Discard{"the payload is no mail's id"};
  const auto sent = co_await sender.send(run.org_id(), *id);
  if (sent) co_return jobs::Done{};
  const Error& error = sent.error();
  if (jobs::worth_a_retry(error.kind)) co_return jobs::Retry{.reason = error.message, .code = error.code};
  co_return jobs::Discard{.reason = error.message, .code = error.code};
}

Task<Result<void>> enqueue(jobs::Queue& queue, postgres::Transaction& transaction, Uuid org, Uuid mail,
                           std::optional<Uuid> job_id) {
  jobs::NewJob job{.org_id = org,
                   .kind = std::string(kKind),
                   .payload = to_string(mail),
                   .queue = std::string(kQueue),
                   .id = job_id};
  const auto queued = co_await queue.enqueue(transaction, std::move(job));
  if (!queued) co_return queued.error();
  co_return Result<void>();
}

}  // namespace

void Module::needs(service::Service& service) {
  auto& mail = service.with<mail::Module>();
  auto& jobs = service.with<jobs::Module>();
  jobs.handle(std::string(kKind), [&mail](jobs::Run& run) { return send(run, *mail.sender); }, kPolicy);
}

void Module::open(service::Service& service) {
  jobs::Queue& queue = *service.with<jobs::Module>().queue;
  service.with<mail::Module>().outbox->connect(
      [&queue](postgres::Transaction& transaction, Uuid org, Uuid id, std::optional<Uuid> job) {
        return enqueue(queue, transaction, org, id, job);
      },
      [&queue] { queue.wake(kQueue); });
}

}  // namespace tenstone::mail_jobs
