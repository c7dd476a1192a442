// Numbers and chains audit entries behind those who write them.
//
// Entries are inserted without a lock. A round of the sealer takes those that are committed and have no seal, gives
// them the next numbers of their organisations' chains, and stores numbers and hashes as seals (insert-only, as the
// entries are). The rounds of all processes exclude each other by an advisory lock.
//
// The order. An entry's position is the number of its transaction. A round knows from PostgreSQL's snapshot which
// transactions have ended: the entries of the others are left to a later round, and the seals keep the snapshot, so
// that the next round reads nothing twice. Within a round entries go by position. So when one transaction had committed
// before another began to write, its entries have the lower numbers.
#pragma once
#include <cstdint>
#include <optional>

#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
}

namespace tenstone::audit {

// One round; 1,000 entries a trip. Returns how many it sealed; nothing when another process has its round now.
// Suspends. Throws what Database::begin() throws; then nothing of the round is kept.
Task<std::optional<std::int64_t>> seal(postgres::Database& database);

}  // namespace tenstone::audit
