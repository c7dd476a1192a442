#include "tenstone/audit/audit_log.hpp"

#include "tenstone/audit/chain.hpp"
#include "tenstone/core/encoding.hpp"
#include "tenstone/postgres/database.hpp"

namespace tenstone::audit {
namespace {
using postgres::Bytes;
using postgres::Statement;

// Locks the head (and makes it at the first entry). Also returns how PostgreSQL prints what it is about to store: the
// hash covers that text, which is what verify() will read.
constexpr Statement kLockHead{"audit.lock_head", R"(
  insert into audit_heads as head (org_id, seq, hash) values ($1, 0, $2)
  on conflict (org_id) do update set seq = head.seq
  returning head.seq, head.hash, tenstone.now(), host($3::text::inet), $4::text::jsonb::text)"};

constexpr Statement kAppend{"audit.append", R"(
  with head as (update audit_heads set seq = $2, hash = $13 where org_id = $1)
  insert into audit_log (org_id, seq, at, id, actor, action, subject, ip, ua, session_ref, details, prev_hash, hash)
  values ($1, $2, $3, $4, $5, $6, $7, $8::text::inet, $9, $10, $11::text::jsonb, $12, $13))"};

// One row and one snapshot, also for a chain that has no head (any more). NULL hash: no head.
constexpr Statement kHead{"audit.head", R"(
  select coalesce((select seq from audit_heads where org_id = $1), 0),
         (select hash from audit_heads where org_id = $1),
         (select count(*) from audit_log where org_id = $1))"};

constexpr Statement kPage{"audit.page", R"(
  select seq, at, id, actor, action, subject, host(ip), ua, session_ref, details::text, prev_hash, hash
  from audit_log where org_id = $1 and seq > $2 and seq <= $3 order by seq limit 1000)"};

constexpr Statement kPreparePartitions{"audit.prepare_partitions", R"(
  select audit_make_partition(tenstone.now() + make_interval(months => n)) from generate_series(0, 2) n)"};

struct Locked {
  std::int64_t seq;
  Bytes hash;
  Time at;
  std::optional<std::string> ip;
  std::string details;
};

struct Head {
  std::int64_t seq;
  std::optional<Bytes> hash;
  std::int64_t rows;
};

struct Stored {
  std::int64_t seq;
  Time at;
  Uuid id;
  std::string actor, action, subject;
  std::optional<std::string> ip, user_agent, session_ref;
  std::string details;
  Bytes prev_hash, hash;
};

// Nothing: the row is what follows `last` after `seq - 1` rows.
std::optional<std::string> fault(const Uuid& org, const Stored& row, std::int64_t expected, const std::string& last) {
  if (row.seq != expected) return row.seq > expected ? "the row is missing" : "there are two rows of this number";
  if (row.prev_hash.value != last) return "it does not follow from the row before it";
  const Row content{.org = org,
                    .seq = row.seq,
                    .at = row.at,
                    .id = row.id,
                    .actor = row.actor,
                    .action = row.action,
                    .subject = row.subject,
                    .ip = row.ip,
                    .user_agent = row.user_agent,
                    .session_ref = row.session_ref,
                    .details = row.details};
  if (hash_of(content, last) != row.hash.value) return "its content is not what was hashed";
  return std::nullopt;
}

Verification broken(Verification so_far, const std::string& last, std::string reason) {
  so_far.head = to_hex(last);
  so_far.broken_seq = so_far.entries + 1;
  so_far.reason = std::move(reason);
  return so_far;
}

}  // namespace

Task<Result<void>> append(postgres::Transaction& transaction, Ids& ids, Entry entry) {
  const auto locked =
      co_await transaction.execute(kLockHead, entry.org, Bytes{first_prev_hash()}, entry.ip, entry.details);
  if (!locked) co_return locked.error();
  const auto head = locked->one<Locked>().value();
  const Row row{.org = entry.org,
                .seq = head.seq + 1,
                .at = head.at,
                .id = ids.next(),
                .actor = std::move(entry.actor),
                .action = std::move(entry.action),
                .subject = std::move(entry.subject),
                .ip = head.ip,
                .user_agent = std::move(entry.user_agent),
                .session_ref = std::move(entry.session_ref),
                .details = head.details};
  const Bytes hash{hash_of(row, head.hash.value)};
  const auto added =
      co_await transaction.execute(kAppend, row.org, row.seq, row.at, row.id, row.actor, row.action, row.subject,
                                   row.ip, row.user_agent, row.session_ref, row.details, head.hash, hash);
  if (!added) co_return added.error();
  co_return Result<void>();
}

Task<Verification> verify(postgres::Database& database, Uuid org) {
  Verification result;
  std::string last = first_prev_hash();
  const auto heads = co_await database.read(kHead, org);
  const Head head = heads.one<Head>().value();
  while (result.entries < head.seq) {
    const auto page = co_await database.read(kPage, org, result.entries, head.seq);
    const auto rows = page.as<Stored>();
    if (rows.empty()) co_return broken(std::move(result), last, "the row is missing");
    for (const Stored& row : rows) {
      if (auto wrong = fault(org, row, result.entries + 1, last)) co_return broken(std::move(result), last, *wrong);
      last = row.hash.value;
      ++result.entries;
    }
  }
  if (head.rows != head.seq) co_return broken(std::move(result), last, "there are more rows than the head counts");
  if (head.hash && last != head.hash->value) co_return broken(std::move(result), last, "the head has another hash");
  result.head = to_hex(last);
  co_return result;
}

Task<> prepare_partitions(postgres::Database& database) {
  const auto made = co_await database.write(kPreparePartitions);
  if (!made) throw Failure(made.error());
}

}  // namespace tenstone::audit
