#include "tenstone/jobs/dead_letters.hpp"

#include <algorithm>

namespace tenstone::jobs {
namespace {

// $1 organisation, $2 kind, $3 queue, $4 error code, $5 and $6 times, each or NULL; $7 how many.
constexpr postgres::Statement kListDead{"jobs.list_dead", R"(
SELECT org_id, public_id, k.name, q.name, attempt, died_at, error_code, error_text
  FROM jobs_dead d JOIN job_kinds k ON k.id = d.kind JOIN queues q ON q.id = d.queue
 WHERE outcome <> 'cancelled' AND ($1::uuid IS NULL OR org_id = $1) AND ($2::text IS NULL OR k.name = $2)
   AND ($3::text IS NULL OR q.name = $3) AND ($4::text IS NULL OR error_code = $4)
   AND ($5::timestamptz IS NULL OR died_at >= $5) AND ($6::timestamptz IS NULL OR died_at < $6)
 ORDER BY died_at DESC, public_id DESC LIMIT $7)"};

// $1 to $6 as above; $7, $8 organisation and id before the first, or NULL; $9 how many at most. As kRetry; of several
// with one key the first.
constexpr postgres::Statement kRedrive{"jobs.redrive", R"(
WITH dead AS MATERIALIZED (
  SELECT d.*, q.name AS queue_name
    FROM jobs_dead d JOIN job_kinds k ON k.id = d.kind JOIN queues q ON q.id = d.queue
   WHERE outcome <> 'cancelled' AND ($1::uuid IS NULL OR org_id = $1) AND ($2::text IS NULL OR k.name = $2)
     AND ($3::text IS NULL OR q.name = $3) AND ($4::text IS NULL OR error_code = $4)
     AND ($5::timestamptz IS NULL OR died_at >= $5) AND ($6::timestamptz IS NULL OR died_at < $6)
     AND ($7::uuid IS NULL OR (org_id, public_id) > ($7, $8::uuid))
   ORDER BY org_id, public_id LIMIT $9 FOR UPDATE OF d SKIP LOCKED),
held AS (
  INSERT INTO job_unique AS taken (org_id, unique_key, public_id, expires_at)
  SELECT DISTINCT ON (org_id, unique_key) org_id, unique_key, public_id, unique_until
    FROM dead WHERE unique_until > tenstone.now() ORDER BY org_id, unique_key, public_id
  ON CONFLICT (org_id, unique_key) DO UPDATE SET public_id = excluded.public_id, expires_at = excluded.expires_at
        WHERE taken.expires_at <= tenstone.now()
  RETURNING org_id, public_id),
risen AS (
  DELETE FROM jobs_dead USING dead
   WHERE jobs_dead.org_id = dead.org_id AND jobs_dead.public_id = dead.public_id
     AND (dead.unique_until > tenstone.now() IS NOT TRUE
          OR EXISTS (SELECT FROM held WHERE held.org_id = dead.org_id AND held.public_id = dead.public_id))
  RETURNING jobs_dead.*),
job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, priority, attempt, uncounted, trace, payload, unique_key, unique_until, run_at)
  SELECT public_id, org_id, queue, kind, priority, attempt, attempt, trace, payload, unique_key, unique_until, tenstone.now()
    FROM risen)
SELECT org_id, public_id, queue_name, EXISTS (
         SELECT FROM risen WHERE risen.org_id = dead.org_id AND risen.public_id = dead.public_id)
  FROM dead ORDER BY org_id, public_id)"};

struct RedrivenRow {
  Uuid org, id;
  std::string queue;
  bool risen;
};

}  // namespace

Task<std::vector<DeadJob>> DeadLetters::list(DeadFilter which, std::size_t limit) {
  const auto rows = co_await database_.read(kListDead, which.org, which.kind, which.queue, which.error_code, which.from,
                                            which.until, static_cast<std::int64_t>(limit));
  co_return rows.as<DeadJob>();
}

Task<Result<Redriven>> DeadLetters::redrive(postgres::Transaction& transaction, DeadFilter which,
                                            std::optional<std::pair<Uuid, Uuid>> after) {
  const auto org = after ? std::optional(after->first) : std::nullopt;
  const auto id = after ? std::optional(after->second) : std::nullopt;
  const auto rows = co_await transaction.execute(kRedrive, which.org, which.kind, which.queue, which.error_code,
                                                 which.from, which.until, org, id, kBatch);
  if (!rows) co_return rows.error();
  Redriven out;
  auto found = rows->as<RedrivenRow>();
  if (found.size() == static_cast<std::size_t>(kBatch)) out.last.emplace(found.back().org, found.back().id);
  for (RedrivenRow& row : found) {
    if (!row.risen) {
      ++out.left;
      continue;
    }
    out.jobs.emplace_back(row.org, row.id);
    if (std::ranges::find(out.queues, row.queue) == out.queues.end()) out.queues.push_back(std::move(row.queue));
  }
  co_return out;
}

}  // namespace tenstone::jobs
