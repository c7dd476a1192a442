// What `tenstone VERB` does. Each returns the exit code: 0 done, 1 it could not be done (one line says why), 2 it was
// asked wrongly. `settings` are the flags of the configuration table ("--http-port=8080"), unread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tenstone::cli {

using Settings = std::vector<std::string>;

// up.cpp
int up(const Settings& settings);
int down(const Settings& settings);
int reset(const Settings& settings, bool yes);
// serve.cpp
int api(const Settings& settings);
int worker(const Settings& settings);
int migrate(const Settings& settings, bool status);
int health(const Settings& settings);
int routes(const Settings& settings);
int config(const Settings& settings, bool markdown);
// `stop` and `state`: a folder, "-" for the configured one, or "" when it was not asked for.
int services(const Settings& settings, const std::string& stop, const std::string& state,
             const std::vector<std::string>& command);
// doctor.cpp
int doctor(const Settings& settings);
// people.cpp
int user_add(const Settings& settings, const std::string& email, const std::string& organisation);
// `lifetime`: "90d", "never"
int user_token(const Settings& settings, const std::string& email, const std::vector<std::string>& scopes,
               const std::string& lifetime);
int user_tokens(const Settings& settings, const std::string& email);
int user_revoke_token(const Settings& settings, const std::string& id);
// accounts.cpp
int user_set_active(const Settings& settings, const std::string& email, bool active);
int user_reset_password(const Settings& settings, const std::string& email);
int user_sessions(const Settings& settings, const std::string& email, bool end);
// actions.cpp
int action_list(const Settings& settings);
int action_show(const Settings& settings, const std::string& name);
int action_set(const Settings& settings, const std::string& file);
int action_remove(const Settings& settings, const std::string& name);
// work.cpp; `json`: as the API answers
int action_run(const Settings& settings, const std::string& name, const std::string& input, const std::string& delay,
               const std::string& email, bool json);
int job_list(const Settings& settings, const std::string& state, int limit, const std::string& email, bool json);
int limit_list(const Settings& settings);
int limit_show(const Settings& settings, const std::string& action, const std::string& email);
int limit_reset(const Settings& settings, const std::string& action, const std::string& email);

int job_cancel(const Settings& settings, const std::string& id);
int job_retry(const Settings& settings, const std::string& id);
int job_show(const Settings& settings, const std::string& id, bool json);
// cache.cpp; `ns`: a namespace, which is an organisation's id
int cache_stats(const Settings& settings);
int cache_list(const Settings& settings, const std::string& ns, const std::string& prefix);
int cache_purge(const Settings& settings, const std::string& ns, const std::vector<std::string>& tags,
                const std::string& prefix, bool all);
int cache_verify(const Settings& settings);
// webhook_sources.cpp; `secret`: a file with the secret that the sender has made, "-" for stdin, or "": make one
struct SourceWords {
  std::string name, scheme = "standard-webhooks", secret, action;
};
int webhook_source_add(const Settings& settings, const std::string& email, const SourceWords& words);
int webhook_source_list(const Settings& settings, const std::string& email);
int webhook_source_rotate(const Settings& settings, const std::string& email, const SourceWords& words);
int webhook_source_remove(const Settings& settings, const std::string& email, const std::string& name);
// webhook_endpoints.cpp
enum class EndpointVerb { Enable, Remove, Rotate, Test };
int webhook_endpoint_add(const Settings& settings, const std::string& email, const std::string& url,
                         const std::vector<std::string>& types);
int webhook_endpoint_list(const Settings& settings, const std::string& email);
int webhook_endpoint_do(const Settings& settings, const std::string& email, const std::string& id, EndpointVerb verb);
// webhook_events.cpp
struct InboxWords {
  std::string source;
  bool failed = false;
  int limit = 20;
};
int webhook_inbox(const Settings& settings, const std::string& email, const InboxWords& words);
int webhook_replay(const Settings& settings, const std::string& email, const std::string& id);
int webhook_redrive(const Settings& settings, const std::string& email);
int webhook_deliveries(const Settings& settings, const std::string& email, bool failed, int limit);
int webhook_retry(const Settings& settings, const std::string& email, const std::string& id);
int webhook_secret(const Settings& settings);
// webhook_verify.cpp: files, of which one may be "-"
struct WebhookRequest {
  std::string scheme = "standard-webhooks", secret, headers, body;
  std::optional<std::int64_t> now;  // seconds since 1970; unset: the time of the machine
};
int webhook_verify(const WebhookRequest& request);
// audit.cpp; `organisation`: its id, or "" for every chain
int audit_verify(const Settings& settings, const std::string& organisation);
// errors.cpp
int errors();
// validate.cpp: files, of which one may be "-". 0: all is valid, 1: something is not, 2: the schema is not valid or a
// file cannot be read.
struct ValidateWords {
  std::string schema;
  std::vector<std::string> files, refs;
  bool lines = false;     // all files are NDJSON
  bool json = false;      // the output
  bool standard = false;  // kStandardSchema
};
int validate(const ValidateWords& words);
// new.cpp. `at` is the folder that the project becomes, or "": one of its name.
int new_project(const std::string& name, const std::string& style, const std::string& at);

}  // namespace tenstone::cli
