// The audit log in PostgreSQL.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

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

// Adds the entry inside the caller's transaction, at tenstone.now(): both are kept or neither. Two round trips.
// Locks the head of the organisation's chain until the transaction ends, so call it last and commit.
// Errors: transaction_conflict, after which the transaction has failed. Throws what Transaction::execute throws, and
// database_error when `ip` or `details` cannot be read as inet and jsonb.
Task<Result<void>> append(postgres::Transaction& transaction, Ids& ids, Entry entry);

struct Verification {
  std::int64_t entries = 0;  // that were found in order
  std::string head;          // hex of the last good hash: keep it elsewhere to notice a chain that was rewritten whole
  std::optional<std::int64_t> broken_seq = {};  // the first row that is wrong or missing
  std::string reason = {};                      // and why, for people
};

// Walks the organisation's whole chain, 1,000 rows a read. Entries that are added meanwhile are not looked at.
Task<Verification> verify(postgres::Database& database, Uuid org);

// Makes the partitions of this month and the next two where they are missing. Call at start and once a day.
Task<> prepare_partitions(postgres::Database& database);

}  // namespace tenstone::audit
