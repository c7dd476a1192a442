#include "tenstone/platform/platform.hpp"

#include <fmt/core.h>
#include <fstream>

#include "export_report.hpp"
#include "gates.hpp"
#include "modules.hpp"
#include "tenstone/audit/audit_log.hpp"
#include "tenstone/auth/demo.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/whole_file.hpp"
#include "tenstone/service/service.hpp"

namespace tenstone::platform {

struct Platform::State : Modules {
  service::Service* service = nullptr;
};

Platform::Platform() : state_(std::make_unique<State>()) {}
Platform::~Platform() = default;

void Platform::add_to(service::Service& service) {
  state_->service = &service;
  state_->add_to(service);
}

void Platform::add_native(std::string name, jobs::Handler handler) {
  state_->actions.natives.insert_or_assign(std::move(name), std::move(handler));
}

Actions& Platform::actions() { return *state_->actions.actions; }
flags::Flags& Platform::flags() { return *state_->flags.flags; }
jobs::Reader& Platform::jobs() { return *state_->jobs.reader; }
rate_limit::Limiter& Platform::limiter() { return *state_->limits.limiter; }
const rate_limit::Settings& Platform::limit_settings() const { return *state_->limits.settings; }
auth::ApiTokens& Platform::tokens() { return *state_->auth.tokens; }
auth::Authentication& Platform::authentication() { return *state_->auth.authentication; }
std::vector<std::string> Platform::allowed_origins() const { return state_->auth.allowed_origins(); }

namespace {

// Two spellings of one JSON document are two inputs.
std::string unique_key(std::string_view action, std::string_view input) {
  return fmt::format("action:{}:{}", action, to_hex(sha256(input)));
}

}  // namespace

Task<Result<jobs::JobRef>> Platform::trigger(Requester by, Trigger what, Headers& told) {
  const auto found = co_await actions().look_up(what.action);
  if (!found) co_return found.error();
  const Declaration& declaration = **found;  // held by `found`, whatever becomes of the action meanwhile
  const auto passed =
      co_await pass_gates(*state_->limits.limiter, *state_->flags.flags, declaration, by, what.input, told);
  if (!passed) co_return passed.error();
  jobs::NewJob job{.org_id = by.org,
                   .kind = job_kind(what.action),
                   .payload = std::move(what.input),
                   .queue = declaration.queue,
                   .trace = std::move(what.request_id),
                   .delay = what.delay};
  if (declaration.unique_for) job.unique = jobs::Unique{unique_key(what.action, job.payload), *declaration.unique_for};
  postgres::Transaction transaction = co_await state_->service->database().begin();
  const auto queued = co_await state_->jobs.queue->enqueue(transaction, std::move(job));
  if (!queued) co_return queued.error();
  audit::Entry entry{.org = by.org,
                     .actor = std::move(by.actor),
                     .action = queued->existed ? "action.repeated" : "action.triggered",
                     .subject = "job:" + to_string(queued->id),
                     .details = fmt::format(R"({{"action":"{}"}})", what.action)};
  const auto audited = co_await audit::append(transaction, state_->service->ids(), std::move(entry));
  if (!audited) co_return audited.error();
  co_await transaction.commit();
  if (!queued->existed) state_->jobs.queue->wake(declaration.queue, what.delay);
  co_return *queued;
}

Task<Result<rate_limit::Verdict>> Platform::look_at_limit(Requester by, std::string action) {
  const auto found = co_await actions().look_up(action);
  if (!found) co_return found.error();
  if (!(*found)->limit) co_return Error(kNoLimit, fmt::format("the action {} has no limit", action));
  const Limit& limit = *(*found)->limit;
  co_return co_await state_->limits.limiter->take(subject_of(limit, by), {{&limit.policy, 0}});
}

Task<Result<void>> Platform::reset_limit(Requester by, std::string action) {
  const auto found = co_await actions().look_up(action);
  if (!found) co_return found.error();
  if (!(*found)->limit) co_return Error(kNoLimit, fmt::format("the action {} has no limit", action));
  const Limit& limit = *(*found)->limit;
  co_return co_await state_->limits.limiter->reset(subject_of(limit, by), {{&limit.policy}});
}

Task<Result<void>> Platform::cancel(Requester by, Uuid job) {
  postgres::Transaction transaction = co_await state_->service->database().begin();
  const auto cancelled = co_await state_->jobs.queue->cancel(transaction, by.org, job);
  if (!cancelled) co_return cancelled.error();
  audit::Entry entry{
      .org = by.org, .actor = std::move(by.actor), .action = "job.cancelled", .subject = "job:" + to_string(job)};
  const auto audited = co_await audit::append(transaction, state_->service->ids(), std::move(entry));
  if (!audited) co_return audited.error();
  co_await transaction.commit();
  co_return Result<void>();
}

Task<Result<void>> Platform::retry(Requester by, Uuid job) {
  postgres::Transaction transaction = co_await state_->service->database().begin();
  const auto queue = co_await state_->jobs.queue->retry(transaction, by.org, job);
  if (!queue) co_return queue.error();
  audit::Entry entry{
      .org = by.org, .actor = std::move(by.actor), .action = "job.retried", .subject = "job:" + to_string(job)};
  const auto audited = co_await audit::append(transaction, state_->service->ids(), std::move(entry));
  if (!audited) co_return audited.error();
  co_await transaction.commit();
  state_->jobs.queue->wake(*queue);
  co_return Result<void>();
}

namespace {

// Its first line; "" without one. Blocks.
std::string read_text(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string text;
  std::getline(in, text);
  return text;
}

}  // namespace

Task<> Platform::ensure_demo(std::filesystem::path token_file) {
  auto& database = state_->service->database();
  auto& ids = state_->service->ids();
  auto& blocking = state_->service->blocking();
  co_await auth::ensure_demo(database, ids);
  const auto read = [&] { return read_text(token_file); };
  const auto kept = co_await blocking.run(read);
  if (!kept) throw Failure(kept.error());
  if (!kept->empty() && co_await auth::demo_token_works(database, ids, *kept)) co_return;
  const std::string text = (co_await auth::issue_demo_token(database, ids)).reveal() + "\n";
  const auto write = [&] { return write_whole_file(token_file, text, 0600); };
  const auto written = co_await blocking.run(write);
  if (!written) throw Failure(written.error());
  if (!*written) throw Failure(Error(kFileUnwritable, written->error().detail));  // for who starts it, so with the path
}

}  // namespace tenstone::platform
