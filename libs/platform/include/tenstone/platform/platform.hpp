// The platform: every domain's module, and actions, which join them.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/recovery.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/files/store.hpp"
#include "tenstone/flags/module.hpp"
#include "tenstone/jobs/dead_letters.hpp"
#include "tenstone/jobs/job.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/platform/actions.hpp"
#include "tenstone/rate_limit/limiter.hpp"
#include "tenstone/rate_limit/settings.hpp"

namespace tenstone::service {
class Service;
}
namespace tenstone::log_view {
struct Settings;
}
namespace tenstone::backup {
struct Settings;
}
namespace tenstone::webhooks {
class Module;
}

namespace tenstone::platform {

inline const ErrorCode kNoLimit{ErrorKind::NotFound, "no_limit", "This action has no limit"};

// On whose behalf something is done, and who the audit log says did it: "token:<id>", "user:<id>".
struct Requester {
  Uuid org;
  std::string actor;
  Uuid user = {};  // who is counted and rolled out to
};

inline constexpr std::chrono::milliseconds kMaxDelay = std::chrono::hours(24 * 30);

// What is asked for. `input` is a JSON document.
struct Trigger {
  std::string action;
  std::string input = "{}";
  std::string request_id = {};
  std::chrono::milliseconds delay{0};     // it does not run before; at most kMaxDelay
  std::optional<jobs::Unique> once = {};  // instead of the action's unique_for
  bool counted = true;                    // false: without its limit, which nobody would be told of
};

// Names and values, for the answer.
using Headers = std::vector<std::pair<std::string, std::string>>;

class ActionSchedules;  // schedules.hpp

class Platform {
 public:
  Platform();
  ~Platform();
  Platform(const Platform&) = delete;

  // Adds the modules. The platform must outlive the service's last call.
  void add_to(service::Service& service);
  // Code for `run: native` of the action of this name. Before Service::open().
  void add_native(std::string name, jobs::Handler handler);

  // ---- after Service::load()
  bool sends_mail() const;  // mail::Module::configured()
  const log_view::Settings& log_settings() const;
  const backup::Settings& backup_settings() const;

  // ---- after Service::open()
  // Through the action's gates (gates.hpp), then queues a run and writes the audit row, both or neither; resumes when
  // they are durable. `told` gets the limit's headers, also when another gate is closed.
  // Errors: action_not_found, quota_exceeded, temporary_reduced_capacity, feature_disabled, validation_failed,
  // payload_too_large: nothing is queued. Throws Failure when the database is away: then nothing was acknowledged.
  Task<Result<jobs::JobRef>> trigger(Requester by, Trigger what, Headers& told);
  // For a process that reads an actions folder of its own. Errors: action_not_found; action_unknown_to_workers: workers
  // run, and none of them has the file that declares it here. Suspends.
  Task<Result<void>> ask_workers(std::string action);
  // What is left of an action's limit, and all of it again. Errors: action_not_found, no_limit; the limiter's.
  Task<Result<rate_limit::Verdict>> look_at_limit(Requester by, std::string action);
  Task<Result<void>> reset_limit(Requester by, std::string action);
  // With an audit row, both or neither. Errors: job_not_found; job_finished; job_not_failed, job_key_taken. Throws as
  // trigger().
  Task<Result<void>> cancel(Requester by, Uuid job);
  Task<Result<void>> retry(Requester by, Uuid job);
  // Retries all dead jobs that the filter finds, batch by batch, each in a transaction with its audit rows: what it has
  // done stays when it fails half-way. Throws as trigger().
  struct Redrive {
    std::int64_t redriven = 0;
    std::int64_t left = 0;  // another job has their unique key
  };
  Task<Result<Redrive>> redrive(std::string actor, jobs::DeadFilter which);
  Actions& actions();
  jobs::Reader& jobs();
  ActionSchedules& schedules();
  files::Store& files();
  // The files that the job attached and that have not expired. Asks nobody for a job without any. Throws as
  // Database::read().
  Task<std::vector<files::File>> files_of(Uuid org, const jobs::JobView& job);
  flags::Module& flags();
  webhooks::Module& webhooks();
  // What the receivers of `run: http` verify its requests by: Standard Webhooks, "whsec_…". Blocks as Service::key().
  Secret<std::string> signing_secret();
  rate_limit::Limiter& limiter();
  const rate_limit::Settings& limit_settings() const;
  auth::ApiTokens& tokens();
  auth::Sessions& sessions();
  auth::Recovery& recovery();
  auth::Authentication& authentication();

  // Development: a demo organisation with a user, and its API token in `token_file` (0600). Keeps a token that still
  // works. Suspends. Throws Failure: file_unwritable, busy, or as Database::begin() does.
  Task<> ensure_demo(std::filesystem::path token_file);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::platform
