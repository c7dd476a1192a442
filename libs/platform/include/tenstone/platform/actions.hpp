// The actions of this installation: what their files declare, joined with the code that runs them.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/jobs/worker.hpp"
#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {

// Built before the loops run and immutable from then on, so every loop may read it.
class Actions {
 public:
  // Code for `run: native` of the action of this name. Its input is its own to validate: it gets the bytes of the job.
  void add_native(std::string name, jobs::Handler handler);

  // Takes the declarations. Throws Failure(action_invalid) that names each action whose runner is not known.
  void declare(std::vector<Declaration> declarations);

  const Declaration* find(std::string_view name) const;
  const std::map<std::string, Declaration, std::less<>>& all() const { return declared_; }
  // What runs it. The action must be declared.
  const jobs::Handler& handler(std::string_view name) const;

 private:
  std::map<std::string, Declaration, std::less<>> declared_;
  std::map<std::string, jobs::Handler, std::less<>> natives_, handlers_;
};

// The job kind of an action: "action.export-report".
std::string job_kind(std::string_view action);
std::string_view action_of(std::string_view job_kind);

// The runners that a declaration may name. Nothing when there is none of that name.
//   log        writes "Hello, NAME" to the attempt's log; input {"name": text?}
//   flaky      fails in its first attempts, then succeeds; input {"times": 0–100, default 2}
//   countdown  one log line a tick; input {"from": 1–60, "every_ms": 10–60000}, both optional
std::optional<jobs::Handler> builtin(std::string_view name);
std::vector<std::string_view> builtin_names();

// How a handler ends a job whose input is not valid: with every fault in the reason.
jobs::Discard discarded(const Error& error);

// What an installation without an actions folder has in development: hello, countdown, flaky, trial, export-report.
std::vector<Declaration> sample_declarations();

}  // namespace tenstone::platform
