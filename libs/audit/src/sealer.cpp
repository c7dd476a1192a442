#include "tenstone/audit/sealer.hpp"

#include <map>

#include "tenstone/audit/chain.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::audit {
namespace {
using postgres::Bytes;
using postgres::Rows;
using postgres::Statement;
using postgres::Transaction;

constexpr std::int64_t kMostAtOnce = 1000;
constexpr std::size_t kPerSeal = 200;  // as 0002_seals.up.sql makes them: 10 kB a row

// A statement of its own: what follows must see all that the last holder of the lock has committed.
constexpr Statement kLock{"audit.lock", "select pg_try_advisory_xact_lock(hashtext('tenstone.audit_seal'))"};

// What the last round saw, and what this one sees.
constexpr Statement kWindow{"audit.window", R"(
  with last as (select seen_until, in_progress from audit_seals order by number desc limit 1),
       base as (select audit_base() as base)
  select coalesce((select seen_until from last), 1), coalesce((select in_progress from last), '{}'),
         base + pg_snapshot_xmax(snapshot)::text::bigint,
         array(select base + xid::text::bigint from pg_snapshot_xip(snapshot) as xid)
  from base, pg_current_snapshot() as snapshot)"};
struct Window {
  std::int64_t from;
  std::vector<std::int64_t> left_open;  // below `from`
  std::int64_t until;
  std::vector<std::int64_t> in_progress;  // below `until`
};

// $1 to $4: the window. $5 and $6: position and id of the last entry of the page before. Two branches, because one with
// OR would be read from the beginning of the index.
constexpr Statement kUnsealed{"audit.unsealed", R"(
  with new as (
    select * from audit_log where position >= greatest($1, $5) and position < $3 and position <> all($4)
    union all
    select * from audit_log where position = any($2) and position >= $5 and position <> all($4))
  select org_id, position, at, id, actor, action, subject, host(ip), ua, session_ref, details::text
  from new where (position, id) > ($5, $6) order by position, id limit 1000)"};

constexpr Statement kHeads{"audit.heads", R"(
  select org, coalesce(first_seq + cardinality(ids) - 1, 0), hashes[cardinality(hashes)]
  from unnest($1::uuid[]) as orgs(org) left join lateral (
    select first_seq, ids, hashes from audit_seals where org_id = org order by first_seq desc limit 1) head on true)"};
struct Head {
  Uuid org;
  std::int64_t seq;
  std::optional<Bytes> hash;
};

// $1, $2: each seal's organisation and first number. $3, $4, $5: each entry's seal (1 is the first), id and hash.
constexpr Statement kInsert{"audit.seal", R"(
  insert into audit_seals (org_id, first_seq, ids, hashes, sealed_at, seen_until, in_progress)
  select org, first_seq, array_agg(id order by n), array_agg(hash order by n), tenstone.now(), $6, $7
  from unnest($1::uuid[], $2::bigint[]) with ordinality as seals(org, first_seq, seal)
  join unnest($3::bigint[], $4::uuid[], $5::bytea[]) with ordinality as entries(seal, id, hash, n) using (seal)
  group by seal, org, first_seq)"};

struct Unsealed {
  Uuid org;
  std::int64_t position;
  Time at;
  Uuid id;
  std::string actor, action, subject;
  std::optional<std::string> ip, user_agent, session_ref;
  std::string details;
};

// The end of an organisation's chain while a page is sealed.
struct Chain {
  std::int64_t seq = 0;
  std::string hash = first_prev_hash();
  std::int64_t seal = 0;  // which of the page's seals is being filled; 0: none yet
  std::size_t filled = 0;
};

// The parameters of kInsert.
struct Seals {
  std::vector<Uuid> orgs;
  std::vector<std::int64_t> first_seqs;
  std::vector<std::int64_t> seal_of_entry;
  std::vector<Uuid> ids;
  std::vector<Bytes> hashes;

  void add(Chain& chain, Unsealed entry) {
    const Row row{.org = entry.org,
                  .seq = ++chain.seq,
                  .at = entry.at,
                  .id = entry.id,
                  .actor = std::move(entry.actor),
                  .action = std::move(entry.action),
                  .subject = std::move(entry.subject),
                  .ip = std::move(entry.ip),
                  .user_agent = std::move(entry.user_agent),
                  .session_ref = std::move(entry.session_ref),
                  .details = std::move(entry.details)};
    chain.hash = hash_of(row, chain.hash);
    if (chain.seal == 0 || chain.filled == kPerSeal) {
      orgs.push_back(row.org);
      first_seqs.push_back(row.seq);
      chain.seal = static_cast<std::int64_t>(orgs.size());
      chain.filled = 0;
    }
    ++chain.filled;
    seal_of_entry.push_back(chain.seal);
    ids.push_back(row.id);
    hashes.push_back({chain.hash});
  }
};

template <class... A>
Task<Rows> execute(Transaction& transaction, const Statement& statement, const A&... args) {
  auto rows = co_await transaction.execute(statement, args...);
  if (!rows) throw Failure(rows.error());
  co_return std::move(*rows);
}

Task<std::map<Uuid, Chain>> chains_of(Transaction& transaction, const std::vector<Unsealed>& page) {
  std::map<Uuid, Chain> chains;
  for (const Unsealed& entry : page) chains.try_emplace(entry.org);
  std::vector<Uuid> orgs;
  for (const auto& [org, chain] : chains) orgs.push_back(org);
  const auto rows = co_await execute(transaction, kHeads, orgs);
  for (Head& head : rows.as<Head>()) {
    Chain& chain = chains.at(head.org);
    chain.seq = head.seq;
    if (head.hash) chain.hash = std::move(head.hash->value);
  }
  co_return chains;
}

}  // namespace

Task<std::optional<std::int64_t>> seal(postgres::Database& database) {
  Transaction transaction = co_await database.begin();
  const auto locked = co_await execute(transaction, kLock);
  if (!locked.one<bool>().value()) co_return std::nullopt;
  const auto seen = co_await execute(transaction, kWindow);
  const Window window = seen.one<Window>().value();
  std::int64_t sealed = 0;
  std::int64_t position = 0;
  Uuid id;
  for (;;) {
    const auto rows = co_await execute(transaction, kUnsealed, window.from, window.left_open, window.until,
                                       window.in_progress, position, id);
    std::vector<Unsealed> page = rows.as<Unsealed>();
    if (page.empty()) break;
    position = page.back().position;
    id = page.back().id;
    sealed += static_cast<std::int64_t>(page.size());
    const bool last = page.size() < kMostAtOnce;
    auto chains = co_await chains_of(transaction, page);
    Seals seals;
    for (Unsealed& entry : page) {
      Chain& chain = chains.at(entry.org);
      seals.add(chain, std::move(entry));
    }
    (void)co_await execute(transaction, kInsert, seals.orgs, seals.first_seqs, seals.seal_of_entry, seals.ids,
                           seals.hashes, window.until, window.in_progress);
    if (last) break;
  }
  co_await transaction.commit();
  co_return sealed;
}

}  // namespace tenstone::audit
