// What PostgreSQL keeps of flags, and how it changes: every revision is kept, each change is one transaction.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/secret.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/flags/definition.hpp"
#include "tenstone/flags/snapshot.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/web/conditions.hpp"

namespace tenstone::flags {

inline constexpr std::size_t kMaxReason = 500;  // characters

// Who changes something, and why.
struct By {
  std::string actor;        // as audit::Entry has it: "user:<id>", "token:<id>", "operator"
  std::string reason = {};  // for the history; may be ""
};

// A thing under its key, as it is now. Revisions of one key count from 1, also over a removal.
template <class T>
struct Stored {
  T value;
  std::int64_t revision = 0;
  Time created_at = {}, changed_at = {};
  std::string changed_by = {};
};
using StoredFlag = Stored<Definition>;
using StoredSegment = Stored<Segment>;

template <class T>
struct Put {
  Stored<T> stored;
  bool created = false;
};

// What one change made of a flag.
struct Revision {
  std::int64_t revision = 0;
  Time at = {};
  std::string actor, reason;
  std::optional<Definition> before, after;  // nothing: it did not exist before; it was removed
};

// New shares of one split: of the rule at this place, or of the default. What serves one variant to everybody becomes a
// split of it as `rest`.
struct Shares {
  std::optional<std::size_t> rule = {};
  std::map<std::string, int> shares = {};  // thousandths of a percent, as with_shares() takes them
};

// A key for evaluation over HTTP (OFREP). Its text is shown once; PostgreSQL keeps its SHA-256.
struct KeyView {
  Uuid id;
  std::string name;
  KeyKind kind = KeyKind::Client;
  std::string prefix;  // the public part of the text: token_prefix()
  Time created_at = {};
};
struct MadeKey {
  KeyView key;
  Secret<std::string> text;
};

// Changes raise one version of the installation in their transaction, under the lock of its row: they come one after
// the other. With each goes a revision (of a flag) and a row in the installation's audit log. What resumes is durable
// and was told to the other processes. A change that changes nothing makes no revision.
//
// One a process; what it is given must outlive it. All that returns a Task suspends, and throws what Database throws.
// IfMatch is checked against the revision: web::kPreconditionFailed (412).
class Store {
 public:
  // `told` is called after each commit, and awaited: Flags::announce(). Compiles what it checks in `blocking`.
  Store(postgres::Database& database, runtime::BlockingPool& blocking, Ids& ids, std::function<Task<>()> told);
  ~Store();
  Store(const Store&) = delete;

  // ---- Flags
  Task<Result<StoredFlag>> find(std::string key);                            // flag_not_found
  Task<std::vector<StoredFlag>> list(std::string after, std::size_t limit);  // by key, from the one behind `after` on
  // Makes or replaces. Nothing known: it must not exist (http::kPreconditionRequired, 428, when it does).
  // Errors: validation_failed (a segment that does not exist, a limit of all flags together),
  // rebucket_needs_confirmation (409): a flag with a split keeps its salt, its hash version and what it splits by.
  Task<Result<Put<Definition>>> put(By by, Definition definition, std::optional<web::IfMatch> known,
                                    bool confirm_rebucket);
  Task<Result<void>> remove(By by, std::string key, web::IfMatch known);  // flag_not_found
  Task<Result<StoredFlag>> kill(By by, std::string key, bool killed, web::IfMatch known);
  Task<Result<StoredFlag>> enable(By by, std::string key, bool enabled, web::IfMatch known);
  // Errors: flag_not_found, weights_invalid, variant_not_found, rule_not_found.
  Task<Result<StoredFlag>> share(By by, std::string key, Shares shares, web::IfMatch known);
  // The flag as revision `to` left it, as a new revision; also of a flag that was removed, whose removal is then the
  // revision that `known` covers. Errors: revision_not_found (also one that is a removal), validation_failed (a
  // segment that is gone), flag_not_found (there never was one). Rebuckets without asking: it gives back what was.
  Task<Result<StoredFlag>> rollback(By by, std::string key, std::int64_t to, web::IfMatch known);
  // The newest first, from the one before `before` on. Also of a removed flag. Empty: there never was such a flag.
  Task<std::vector<Revision>> history(std::string key, std::optional<std::int64_t> before, std::size_t limit);
  Task<Result<Revision>> revision(std::string key, std::int64_t revision);  // revision_not_found

  // ---- Segments
  Task<Result<StoredSegment>> find_segment(std::string key);  // segment_not_found
  Task<std::vector<StoredSegment>> list_segments(std::string after, std::size_t limit);
  Task<Result<Put<Segment>>> put_segment(By by, Segment segment, std::optional<web::IfMatch> known);
  // Errors: segment_not_found, segment_in_use (409; the message names a flag or a segment that uses it).
  Task<Result<void>> remove_segment(By by, std::string key, web::IfMatch known);

  // ---- The kill switch of all flags. Its revision is the installation's version.
  struct Switch {
    bool killed = false;
    std::int64_t version = 0;
  };
  Task<Switch> kill_switch();
  Task<Result<Switch>> set_kill_switch(By by, bool killed, web::IfMatch known);

  // ---- Keys
  Task<Result<MadeKey>> make_key(By by, std::string name, KeyKind kind);  // too_many_flag_keys: kMaxKeys
  Task<std::vector<KeyView>> keys();                                      // the newest first
  Task<Result<void>> revoke_key(By by, Uuid id);                          // flag_key_not_found

  // Everything, as PostgreSQL has it now.
  Task<Snapshot> read();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace tenstone::flags
