#include "tenstone/platform/platform.hpp"

#include <fmt/core.h>
#include <fstream>

#include "events.hpp"
#include "export_report.hpp"
#include "gates.hpp"
#include "http_post.hpp"
#include "modules.hpp"
#include "schedules.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/auth/demo.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/core/hash.hpp"
#include "tenstone/core/whole_file.hpp"
#include "tenstone/service/service.hpp"
#include "tenstone/webhooks_jobs/webhooks_jobs.hpp"

namespace tenstone::platform {

struct Platform::State : Modules {
  service::Service* service = nullptr;
};

Platform::Platform() : state_(std::make_unique<State>()) {}
Platform::~Platform() = default;

void Platform::add_to(service::Service& service) {
  state_->service = &service;
  state_->add_to(service);
  service.with<webhooks_jobs::Module>().on_event(
      [this](jobs::Run& run, const webhooks::Event& event) { return start_action(*this, run, event); });
  state_->jobs.handle(kScheduleStart, [this](jobs::Run& run) { return start_scheduled(*this, run); });
}

void Platform::add_native(std::string name, jobs::Handler handler) {
  state_->actions.natives.insert_or_assign(std::move(name), std::move(handler));
}

bool Platform::sends_mail() const { return state_->mail.configured(*state_->service); }
Actions& Platform::actions() { return *state_->actions.actions; }
files::Store& Platform::files() { return *state_->files.store; }
flags::Module& Platform::flags() { return state_->flags; }
jobs::Reader& Platform::jobs() { return *state_->jobs.reader; }
ActionSchedules& Platform::schedules() { return *state_->schedules.schedules; }
webhooks::Module& Platform::webhooks() { return state_->webhooks; }
Secret<std::string> Platform::signing_secret() {
  return platform::signing_secret(state_->service->key(kSigningPurpose));
}
rate_limit::Limiter& Platform::limiter() { return *state_->limits.limiter; }
const rate_limit::Settings& Platform::limit_settings() const { return *state_->limits.settings; }
const log_view::Settings& Platform::log_settings() const { return *state_->logs.settings; }
const backup::Settings& Platform::backup_settings() const { return *state_->backups.settings; }
auth::ApiTokens& Platform::tokens() { return *state_->auth.tokens; }
auth::Recovery& Platform::recovery() { return *state_->auth.recovery; }
auth::Sessions& Platform::sessions() { return *state_->auth.sessions; }
auth::Authentication& Platform::authentication() { return *state_->auth.authentication; }

namespace {

// Two spellings of one JSON document are two inputs.
std::string unique_key(std::string_view action, std::string_view input) {
  return fmt::format("action:{}:{}", action, to_hex(sha256(input)));
}

audit::Entry entry_of(const Requester& by, std::string action, const Uuid& job) {
  return {.org = by.org, .actor = by.actor, .action = std::move(action), .subject = "job:" + to_string(job)};
}

}  // namespace

Task<Result<jobs::JobRef>> Platform::trigger(Requester by, Trigger what, Headers& told) {
  const auto found = co_await actions().look_up(what.action);
  if (!found) co_return found.error();
  const Declaration& declaration = **found;  // held by `found`, whatever becomes of the action meanwhile
  const auto passed = co_await pass_gates(*state_->limits.limiter, *state_->flags.flags, declaration, by, what, told);
  if (!passed) co_return passed.error();
  jobs::NewJob job{.org_id = by.org,
                   .kind = job_kind(what.action),
                   .payload = std::move(what.input),
                   .queue = declaration.queue,
                   .trace = std::move(what.request_id),
                   .delay = what.delay};
  if (what.once)
    job.unique = std::move(what.once);
  else if (declaration.unique_for)
    job.unique = jobs::Unique{unique_key(what.action, job.payload), *declaration.unique_for};
  // [snippet:enqueue]
  job.audit = jobs::Audit{.entry = {.org = by.org,
                                    .actor = std::move(by.actor),
                                    .action = "action.triggered",
                                    .subject = {},
                                    .details = fmt::format(R"({{"action":"{}"}})", what.action)},
                          .repeated = "action.repeated"};
  co_return co_await state_->jobs.queue->enqueue(std::move(job));
  // [/snippet:enqueue]
}

Task<Result<void>> Platform::ask_workers(std::string action) {
  const auto found = co_await actions().look_up(action);
  if (!found) co_return found.error();
  if ((*found)->origin == Origin::Stored || co_await jobs().is_run(job_kind(action))) co_return Result<void>();
  const std::string by =
      (*found)->origin == Origin::Sample ? "which is a sample here" : "which " + (*found)->file + " declares";
  co_return Error(kActionUnknownToWorkers,
                  fmt::format("No worker that runs knows the action {}, {}: name the workers' folder by "
                              "--actions-folder, or start them with this one",
                              action, by));
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

Task<std::vector<files::File>> Platform::files_of(Uuid org, const jobs::JobView& job) {
  const Uuid id = job.id;
  if (job.files == 0) co_return std::vector<files::File>();
  co_return co_await files().of_job(org, id);
}

Task<Result<void>> Platform::cancel(Requester by, Uuid job) {
  const auto cancel = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto cancelled = co_await state_->jobs.queue->cancel(transaction, by.org, job);
    if (!cancelled) co_return cancelled.error();
    co_return audit::Changed<void>{{entry_of(by, "job.cancelled", job)}};
  };
  co_return co_await audit::change<void>(state_->service->database(), state_->service->ids(), cancel);
}

Task<Result<void>> Platform::retry(Requester by, Uuid job) {
  const auto retry = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<std::string>>> {
    auto queue = co_await state_->jobs.queue->retry(transaction, by.org, job);
    if (!queue) co_return queue.error();
    co_return audit::Changed<std::string>{std::move(*queue), {entry_of(by, "job.retried", job)}};
  };
  const auto queue = co_await audit::change<std::string>(state_->service->database(), state_->service->ids(), retry);
  if (!queue) co_return queue.error();
  state_->jobs.queue->wake(*queue);
  co_return Result<void>();
}

Task<Result<Platform::Redrive>> Platform::redrive(std::string actor, jobs::DeadFilter which) {
  jobs::DeadLetters dead(state_->service->database());
  Redrive all;
  std::optional<std::pair<Uuid, Uuid>> after;
  do {
    const auto batch = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<jobs::Redriven>>> {
      auto done = co_await dead.redrive(transaction, which, after);
      if (!done) co_return done.error();
      std::vector<audit::Entry> entries;
      for (const auto& [org, job] : done->jobs) entries.push_back(entry_of({org, actor}, "job.retried", job));
      co_return audit::Changed<jobs::Redriven>{std::move(*done), std::move(entries)};
    };
    const auto done =
        co_await audit::change<jobs::Redriven>(state_->service->database(), state_->service->ids(), batch);
    if (!done) co_return done.error();
    for (const std::string& queue : done->queues) state_->jobs.queue->wake(queue);
    all.redriven += static_cast<std::int64_t>(done->jobs.size());
    all.left += static_cast<std::int64_t>(done->left);
    after = done->last;
  } while (after);
  co_return all;
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
  auto& tokens = *state_->auth.tokens;
  const auth::Demo demo = co_await auth::ensure_demo(database, ids);
  const auto read = [&] { return read_text(token_file); };
  const auto kept = co_await blocking.run(read);
  if (!kept) throw Failure(kept.error());
  if (!kept->empty() && co_await auth::demo_token_works(tokens, demo, *kept)) co_return;
  const std::string text = (co_await auth::issue_demo_token(tokens, demo)).reveal() + "\n";
  const auto write = [&] { return write_whole_file(token_file, text, 0600); };
  const auto written = co_await blocking.run(write);
  if (!written) throw Failure(written.error());
  if (!*written) throw Failure(Error(kFileUnwritable, written->error().detail));  // for who starts it, so with the path
}

}  // namespace tenstone::platform
