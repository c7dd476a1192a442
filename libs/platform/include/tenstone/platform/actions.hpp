// The actions of this installation: what files declare and what was declared while it runs, joined with the code that
// runs them.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/jobs/worker.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/metrics/metrics.hpp"
#include "tenstone/platform/declaration.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::platform {

inline const ErrorCode kActionNotFound{ErrorKind::NotFound, "action_not_found", "There is no such action"};
inline const ErrorCode kActionUnknownToWorkers{ErrorKind::Conflict, "action_unknown_to_workers",
                                               "None of the workers that run knows the action"};
inline const ErrorCode kActionInFile{ErrorKind::Conflict, "action_in_file",
                                     "A file declares this action: change the file"};
inline const ErrorCode kTooManyActions{ErrorKind::Conflict, "too_many_actions",
                                       "1,000 actions are stored already: remove some"};

enum class Origin : std::uint8_t {
  File,    // of the actions folder
  Sample,  // what development has without that folder
  Stored,  // declared while the platform runs
};
std::string_view to_string(Origin origin);  // "file"

struct Action : Declaration {
  Origin origin = Origin::File;
  jobs::Kind code = {};                        // what runs its jobs, and how they are tried
  std::optional<Time> changed_at = {};         // of a stored one, as what follows
  std::optional<std::string> changed_by = {};  // "operator", "token:<id>"
};
using ActionPtr = std::shared_ptr<const Action>;

// Code for `run: native` of the action of that name. Its input is its own to validate: it gets the bytes of the job.
using Natives = std::map<std::string, jobs::Handler, std::less<>>;

// What runs a declared mail, request or event. What is unset no action may declare.
struct Makers {
  std::function<jobs::Handler(const EmailTemplate& email)> email;
  std::function<jobs::Handler(const PostTo& post, std::chrono::milliseconds timeout)> http;
  std::function<jobs::Handler(const SendEvent& event)> event;
};

// What holds from the start to the end of a process. A name that stands here cannot be declared otherwise.
struct FixedActions {
  std::vector<Declaration> declarations;
  Origin origin = Origin::File;
  Natives natives = {};
  Makers makers = {};
};

// PostgreSQL is the truth of what is stored. A change raises one version in its transaction and is told by NOTIFY; each
// process takes the newest that it finds: at once while LISTEN stands, else within `look`. What a process has not heard
// of yet it finds all the same when it is asked for (look_up(), and a worker's refresh()).
//
// One a process; what it is given must outlive it, and the loops must outlive or have stopped before it.
class Actions {
 public:
  // Throws Failure(action_invalid) that names each fixed action whose runner is not known.
  Actions(runtime::Loops& loops, postgres::Database& database, logging::Logger log, metrics::Registry& registry,
          FixedActions fixed, std::chrono::milliseconds look = std::chrono::seconds(2));
  ~Actions();
  Actions(const Actions&) = delete;

  // Begins to follow, on loops[0]. Once; from any thread; may be called before the loops run.
  void start();
  // Follows no longer, also if start() comes later. On loops[0], before the loops go.
  Task<> stop();

  // ---- On any loop. As far as this process knows; nothing: there is none.
  ActionPtr find(std::string_view name) const;
  std::vector<ActionPtr> all() const;  // by name
  // What runs the jobs of a kind (job_kind()).
  std::shared_ptr<const jobs::Kind> code(std::string_view job_kind) const;

  // Reads the truth: what was declared before holds here from then on. One row, unless something has changed. Throws as
  // Database::read().
  Task<> refresh();
  // find(), and when there is none, again after refresh(). Error: action_not_found.
  Task<Result<ActionPtr>> look_up(std::string name);

  // The queues that workers look at: those of the fixed actions, and "default".
  const std::vector<std::string>& queues() const;
  // The job kinds of the fixed actions.
  std::vector<std::string> fixed_kinds() const;

  struct Change {
    ActionPtr action;
    bool created = false;
  };
  // Declares an action, or declares it anew, with a row in the installation's audit log, both or neither; resumes when
  // it is durable, told, and holds here. The same document again changes nothing. `name`: the one that it must have.
  // Errors: those of parse_document(), with "/job/queue" and "/run" when no worker could run it; action_in_file;
  // too_many_actions. Throws as Database::write().
  Task<Result<Change>> set(std::string document, std::optional<std::string> name, std::string actor, Ids& ids);
  // Its jobs that wait fail with job_kind_unknown from then on, which is tried again: they are saved when it is
  // declared again. Errors: action_not_found, action_in_file. Throws as Database::write().
  Task<Result<void>> remove(std::string name, std::string actor, Ids& ids);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// The job kind of an action: "action.export-report".
std::string job_kind(std::string_view action);
std::string_view action_of(std::string_view job_kind);

// The runners that a declaration may name. Nothing when there is none of that name.
//   echo       writes its input to the attempt's log; any input
//   log        writes "Hello, NAME" to the attempt's log; input {"name": text?}
//   flaky      fails in its first attempts, then succeeds; input {"times": 0–100, default 2; "file": true, and each
//              attempt attaches one}
//   countdown  one log line a tick; input {"from": 1–60, "every_ms": 10–60000}, both optional
std::optional<jobs::Handler> builtin(std::string_view name);
std::vector<std::string_view> builtin_names();

// How a handler ends a job whose input is not valid: with every fault in the reason.
jobs::Discard discarded(const Error& error);

// What an installation without an actions folder has in development: hello, echo, countdown, flaky, trial,
// export-report.
std::vector<Declaration> sample_declarations();

}  // namespace tenstone::platform
