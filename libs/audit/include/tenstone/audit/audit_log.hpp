// Writes the audit log and checks it. Entries are numbered and chained afterwards: sealer.hpp.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
class Transaction;
}  // namespace tenstone::postgres

namespace tenstone::audit {

// What happened. Never put a password, a token or a code into it.
struct Entry {
  Uuid org{};           // all zero: the installation's own chain
  std::string actor;    // "user:<id>", "token:<id>", "system"
  std::string action;   // "session.created": noun.verb, as log events are named
  std::string subject;  // "session:<id>"
  std::optional<std::string> ip = {};
  std::optional<std::string> user_agent = {};
  std::optional<std::string> session_ref = {};
  std::string details = "{}";  // a JSON document
};

// Entries as the parameters of the SQL function audit_append(), in their order there: for a statement that makes the
// change and writes its entries at once. `columns.ids[n]` and so on belong to the n-th entry.
struct Columns {
  std::vector<Uuid> ids, orgs;
  std::vector<std::string> actors, actions, subjects;
  std::vector<std::optional<std::string>> ips, user_agents, session_refs;
  std::vector<std::string> details;
  void add(const Uuid& id, Entry entry);
};

// Adds the entries inside the caller's transaction, at tenstone.now(): all are kept or none. One round trip, no lock.
// Errors: transaction_conflict, after which the transaction has failed. Throws what Transaction::execute throws, and
// database_error when an `ip` or `details` cannot be read as inet and jsonb.
Task<Result<void>> append(postgres::Transaction& transaction, Ids& ids, std::vector<Entry> entries);
Task<Result<void>> append(postgres::Transaction& transaction, Ids& ids, Entry entry);

struct Verification {
  std::int64_t entries = 0;  // sealed ones that were found in order
  std::string head;          // hex of the last good hash: keep it elsewhere to notice a chain that was rewritten whole
  std::int64_t waiting = 0;  // entries without a seal
  std::optional<Time> waiting_since = {};       // when the oldest of them was written
  std::optional<std::int64_t> broken_seq = {};  // the first entry that is wrong or missing
  std::string reason = {};                      // and why, for people
};

// Walks the organisation's whole chain, about 1,000 entries a read. Entries that are added meanwhile are not looked at.
Task<Verification> verify(postgres::Database& database, Uuid org);

// The organisations that have a chain or an entry that waits, the installation's own first.
Task<std::vector<Uuid>> chains(postgres::Database& database);

// Makes the partitions of this month and the next two where they are missing. Call at start and once a day.
Task<> prepare_partitions(postgres::Database& database);

}  // namespace tenstone::audit
