#include "tenstone/audit/audit_log.hpp"

#include "tenstone/audit/chain.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::audit {
namespace {
using postgres::Bytes;
using postgres::Statement;

constexpr Statement kAppend{"audit.append", "select audit_append($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

// One row and one snapshot: the end of the chain, how many rows there are, and how many of them a sealer must have
// seen.
constexpr Statement kState{"audit.state", R"(
  with last as (select seen_until, in_progress from audit_seals order by number desc limit 1)
  select coalesce((select first_seq + cardinality(ids) - 1 from audit_seals where org_id = $1
                   order by first_seq desc limit 1), 0),
         count(*),
         count(*) filter (where position < (select seen_until from last)
                            and position <> all((select in_progress from last)::bigint[])),
         min(at) filter (where position >= coalesce((select seen_until from last), 0)
                            or position = any((select in_progress from last)::bigint[]))
  from audit_log where org_id = $1)"};

// The seals that begin with numbers from $2 on, up to 1,000 entries and a seal more; $3: the last number. An entry that
// is gone has no content.
constexpr Statement kPage{"audit.page", R"(
  select s.first_seq + e.n - 1, l.at, e.id, l.actor, l.action, l.subject, host(l.ip), l.ua,
         l.session_ref, l.details::text, e.hash
  from audit_seals s cross join unnest(s.ids, s.hashes) with ordinality as e(id, hash, n)
  left join audit_log l on l.org_id = s.org_id and l.id = e.id
  where s.org_id = $1 and s.first_seq between $2 and least($2 + 999, $3)
  order by s.first_seq, e.n)"};

constexpr Statement kChains{"audit.chains", R"(
  select org_id from audit_seals union select org_id from audit_log order by 1)"};

constexpr Statement kPreparePartitions{"audit.prepare_partitions", R"(
  select audit_make_partition(tenstone.now() + make_interval(months => n)) from generate_series(0, 2) n)"};

struct State {
  std::int64_t sealed, rows, seen;
  std::optional<Time> waiting_since;
};

struct Sealed {
  std::int64_t seq;
  std::optional<Time> at;
  Uuid id;
  std::optional<std::string> actor, action, subject, ip, user_agent, session_ref, details;
  Bytes hash;
};

// Nothing: the entry is what follows `last` as number `expected`.
std::optional<std::string> fault(const Uuid& org, const Sealed& sealed, std::int64_t expected,
                                 const std::string& last) {
  if (sealed.seq != expected) return sealed.seq > expected ? "a seal is missing" : "there are two seals of this number";
  if (!sealed.at) return "the entry is missing";
  const Row content{.org = org,
                    .seq = sealed.seq,
                    .at = *sealed.at,
                    .id = sealed.id,
                    .actor = sealed.actor.value_or(""),
                    .action = sealed.action.value_or(""),
                    .subject = sealed.subject.value_or(""),
                    .ip = sealed.ip,
                    .user_agent = sealed.user_agent,
                    .session_ref = sealed.session_ref,
                    .details = sealed.details.value_or("")};
  if (hash_of(content, last) != sealed.hash.value) return "its content or its place is not what was sealed";
  return std::nullopt;
}

Verification broken(Verification so_far, const std::string& last, std::string reason) {
  so_far.head = to_hex(last);
  so_far.broken_seq = so_far.entries + 1;
  so_far.reason = std::move(reason);
  return so_far;
}

}  // namespace

void Columns::add(const Uuid& id, Entry entry) {
  ids.push_back(id);
  orgs.push_back(entry.org);
  actors.push_back(std::move(entry.actor));
  actions.push_back(std::move(entry.action));
  subjects.push_back(std::move(entry.subject));
  ips.push_back(std::move(entry.ip));
  user_agents.push_back(std::move(entry.user_agent));
  session_refs.push_back(std::move(entry.session_ref));
  details.push_back(std::move(entry.details));
}

Task<Result<void>> append(postgres::Transaction& transaction, Ids& ids, std::vector<Entry> entries) {
  if (entries.empty()) co_return Result<void>();
  Columns all;
  for (Entry& entry : entries) all.add(ids.next(), std::move(entry));
  const auto added = co_await transaction.execute(kAppend, all.ids, all.orgs, all.actors, all.actions, all.subjects,
                                                  all.ips, all.user_agents, all.session_refs, all.details);
  if (!added) co_return added.error();
  co_return Result<void>();
}

Task<Result<void>> append(postgres::Transaction& transaction, Ids& ids, Entry entry) {
  std::vector<Entry> one;
  one.push_back(std::move(entry));
  co_return co_await append(transaction, ids, std::move(one));
}

Task<Verification> verify(postgres::Database& database, Uuid org) {
  Verification result;
  std::string last = first_prev_hash();
  const auto states = co_await database.read(kState, org);
  const State state = states.one<State>().value();
  while (result.entries < state.sealed) {
    const auto page = co_await database.read(kPage, org, result.entries + 1, state.sealed);
    const auto rows = page.as<Sealed>();
    if (rows.empty()) co_return broken(std::move(result), last, "a seal is missing");
    for (const Sealed& row : rows) {
      if (auto wrong = fault(org, row, result.entries + 1, last)) co_return broken(std::move(result), last, *wrong);
      last = row.hash.value;
      ++result.entries;
    }
  }
  result.waiting = state.rows - state.sealed;
  result.waiting_since = state.waiting_since;
  if (state.seen > state.sealed) co_return broken(std::move(result), last, "there are entries that no sealer has seen");
  result.head = to_hex(last);
  co_return result;
}

Task<std::vector<Uuid>> chains(postgres::Database& database) {
  const auto rows = co_await database.read(kChains);
  co_return rows.as<Uuid>();
}

Task<> prepare_partitions(postgres::Database& database) {
  const auto made = co_await database.write(kPreparePartitions);
  if (!made) throw Failure(made.error());
}

}  // namespace tenstone::audit
