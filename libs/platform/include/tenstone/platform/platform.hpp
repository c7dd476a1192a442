// The platform: every domain's module, and actions, which join them.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "tenstone/auth/accounts.hpp"
#include "tenstone/auth/api_tokens.hpp"
#include "tenstone/auth/authentication.hpp"
#include "tenstone/auth/sessions.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/jobs/job.hpp"
#include "tenstone/jobs/reader.hpp"
#include "tenstone/platform/actions.hpp"

namespace tenstone::service {
class Service;
}

namespace tenstone::platform {

inline const ErrorCode kActionNotFound{ErrorKind::NotFound, "action_not_found", "There is no such action"};

// On whose behalf something is done, and who the audit log says did it: "token:<id>", "user:<id>".
struct Requester {
  Uuid org;
  std::string actor;
};

class Platform {
 public:
  Platform();
  ~Platform();
  Platform(const Platform&) = delete;

  // Adds the modules. The platform must outlive the service's last call; register native handlers before open().
  void add_to(service::Service& service);

  Actions& actions();

  // ---- after Service::open()
  // Queues a run of the action and writes the audit row, both or neither; resumes when they are durable. `input` is a
  // JSON document that the action's runner will check. Errors: action_not_found, payload_too_large. Throws Failure when
  // the database is away: then nothing was acknowledged.
  Task<Result<jobs::JobRef>> trigger(Requester by, std::string action, std::string input, std::string request_id);
  // With an audit row, both or neither. Errors: job_not_found; job_finished; job_not_failed. Throws as trigger().
  Task<Result<void>> cancel(Requester by, Uuid job);
  Task<Result<void>> retry(Requester by, Uuid job);
  jobs::Reader& jobs();
  auth::ApiTokens& tokens();
  auth::Accounts& accounts();
  auth::Sessions& sessions();
  auth::Authentication& authentication();
  bool open_sign_up() const;                         // strangers may make accounts
  std::vector<std::string> allowed_origins() const;  // beside our own

  // Development: a demo organisation with a user, and its API token in `token_file` (0600). Keeps a token that still
  // works.
  Task<> ensure_demo(std::filesystem::path token_file);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::platform
