// Who may send events here, under which scheme and with which secrets.
#pragma once
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/logging/logger.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/validation/enumeration.hpp"
#include "tenstone/webhooks/caller.hpp"
#include "tenstone/webhooks/secrets.hpp"
#include "tenstone/webhooks/signature.hpp"

namespace tenstone::webhooks {

inline const ErrorCode kSourceNotFound{ErrorKind::NotFound, "source_not_found", "There is no such source"};
inline const ErrorCode kSourceNameTaken{ErrorKind::Conflict, "source_name_taken",
                                        "A source of this name exists already, here or in another organisation"};
inline const ErrorCode kSourceNameInvalid{
    ErrorKind::Invalid, "source_name_invalid",
    "A source's name is 1 to 50 of a-z, 0-9 and '-', and does not begin with '-'"};
inline const ErrorCode kSecretNeeded{ErrorKind::Invalid, "secret_needed",
                                     "Stripe and Slack make the secret themselves: give the one that they show"};

constexpr auto schema(validation::For<Scheme>) {
  return validation::enumeration<Scheme>({{"standard-webhooks", Scheme::StandardWebhooks},
                                          {"stripe", Scheme::Stripe},
                                          {"github", Scheme::GitHub},
                                          {"slack", Scheme::Slack}});
}

inline constexpr std::int32_t kDefaultToleranceSeconds = 300;
inline constexpr std::int32_t kDefaultMaxBytes = 1024 * 1024, kMostMaxBytes = 25 * 1024 * 1024;

struct Source {
  Uuid org, id;
  std::string name;
  Scheme scheme = Scheme::StandardWebhooks;
  std::int32_t tolerance_seconds = kDefaultToleranceSeconds;
  std::int32_t max_bytes = kDefaultMaxBytes;  // of a body
  std::optional<std::string> action = {};     // what the program starts with an event
  bool enabled = true;
  Time created_at = {};
};

// A source with what its events are verified by.
struct ActiveSource : Source {
  std::vector<SigningKey> keys;  // the newest first
};

// All sources at one version. Immutable.
struct SourceSet {
  std::int64_t version = -1;  // -1: nothing is known yet
  std::map<std::string, std::shared_ptr<const ActiveSource>, std::less<>> by_name;
};

struct SourceView : Source {
  std::vector<KeyInfo> keys;  // the newest first
};

struct NewSource {
  std::string name;
  Scheme scheme = Scheme::StandardWebhooks;
  std::optional<std::string> secret = {};  // nothing: one is made, for StandardWebhooks and GitHub
  std::int32_t tolerance_seconds = kDefaultToleranceSeconds;
  std::int32_t max_bytes = kDefaultMaxBytes;
  std::optional<std::string> action = {};
};
struct SourceChange {  // nothing: stays as it is; all of them nothing: no change, no audit row
  std::optional<std::int32_t> tolerance_seconds = {}, max_bytes = {};
  std::optional<std::optional<std::string>> action = {};
  std::optional<bool> enabled = {};
};
struct MadeSource {
  SourceView source;
  std::optional<std::string> secret;  // one that was made here: this is the only time that it is shown
};

// PostgreSQL is the truth. Each change raises one version, writes an audit row (both or neither), and is told by
// NOTIFY. A new or changed source holds at once in the process that changed it, in the others as soon as they hear of
// it: some milliseconds later, at the latest `look` later. Until then they answer 401 for a new one, and its sender
// sends again.
//
// One a process; what it is given must outlive it, and the loops must outlive or have stopped before it. All that
// returns a Task suspends, and throws what Database throws.
class Sources {
 public:
  Sources(runtime::Loops& loops, postgres::Database& database, Secrets& secrets, Ids& ids, logging::Logger log,
          std::chrono::milliseconds look = std::chrono::seconds(2));
  ~Sources();
  Sources(const Sources&) = delete;

  void start();   // begins to follow; once, from any thread
  Task<> stop();  // on loops[0]
  // Reads what PostgreSQL has now.
  Task<> refresh();
  // What this process knows. nullptr: no source has this name. A map's look-up; good for as long as it is held.
  std::shared_ptr<const ActiveSource> find(std::string_view name) const;
  // false: this process has not read the sources yet, so find() finds none.
  bool known() const;

  // Errors: source_name_invalid, source_name_taken, secret_needed, signing_secret_invalid.
  Task<Result<MadeSource>> create(Caller by, NewSource source);
  // These: source_not_found, also for one of another organisation.
  Task<Result<SourceView>> get(Uuid org, std::string name);
  Task<Result<SourceView>> change(Caller by, std::string name, SourceChange change);
  // Its events stay until they expire, and are still known as received: a source that is made again under this name
  // does not take them twice.
  Task<Result<void>> remove(Caller by, std::string name);
  // The secrets that hold now hold for `overlap` more. Errors: secret_needed, signing_secret_invalid.
  Task<Result<MadeSource>> rotate(Caller by, std::string name, std::optional<std::string> secret,
                                  std::chrono::seconds overlap);
  // By name, from the one behind `after` on.
  Task<std::vector<SourceView>> list(Uuid org, std::string after, std::size_t limit);

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::webhooks
