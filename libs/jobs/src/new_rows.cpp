#include "new_rows.hpp"

#include <algorithm>

namespace tenstone::jobs {
namespace {

using postgres::Query;
using postgres::Statement;

// $1 to $8: the jobs. $9 to $17: their audit entries.
constexpr Statement kInsert{"jobs.enqueue", R"(
WITH job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, priority, trace, payload, run_at)
  SELECT id, org, queue, kind, priority, trace, payload, tenstone.now() + delay * interval '1 millisecond'
    FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::smallint[], $6::text[], $7::bytea[], $8::bigint[])
      AS new(id, org, queue, kind, priority, trace, payload, delay))
SELECT audit_append($9, $10, $11, $12, $13, $14, $15, $16, $17) WHERE cardinality($9::uuid[]) > 0)"};

// $1 to $8 as above, $9 their places, $10 keys, $11 seconds. $12 to $20: audit entries, $21 their places, $22 what
// becomes of `action` when the job existed.
//
// Of several that ask for one key the first gets it. Keys are taken in their order, so that two statements cannot wait
// for each other. Who has a key is locked as it is read: one who gave it back after the statement's snapshot is not
// returned. Audit entries are written for those whose outcome is known, so that who is sent again has one.
constexpr Statement kInsertUnique{"jobs.enqueue_unique", R"(
WITH new AS (
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::smallint[], $6::text[], $7::bytea[],
                       $8::bigint[], $9::bigint[], $10::text[], $11::bigint[])
    AS new(id, org, queue, kind, priority, trace, payload, delay, place, key, hold)),
mine AS (
  INSERT INTO job_unique AS taken (org_id, unique_key, public_id, expires_at)
  SELECT DISTINCT ON (org, key) org, key, id, tenstone.now() + hold * interval '1 second' FROM new
   ORDER BY org, key, place
  ON CONFLICT (org_id, unique_key) DO UPDATE SET public_id = excluded.public_id, expires_at = excluded.expires_at
        WHERE taken.expires_at <= tenstone.now()
  RETURNING org_id AS org, unique_key AS key, public_id AS id),
job AS (
  INSERT INTO jobs (public_id, org_id, queue, kind, priority, trace, payload, unique_key, unique_until, run_at)
  SELECT id, org, queue, kind, priority, trace, payload, key, tenstone.now() + hold * interval '1 second',
         tenstone.now() + delay * interval '1 millisecond'
    FROM new WHERE id IN (SELECT id FROM mine)),
held AS MATERIALIZED (
  SELECT place, taken.public_id FROM new JOIN job_unique taken ON org_id = org AND unique_key = key
   WHERE expires_at > tenstone.now() AND NOT EXISTS (SELECT FROM mine WHERE mine.org = new.org AND mine.key = new.key)
     FOR KEY SHARE OF taken),
outcome AS (
  SELECT place, mine.id, mine.id <> new.id AS existed FROM new JOIN mine USING (org, key)
  UNION ALL
  SELECT place, public_id, true FROM held),
audit AS (
  SELECT audit_append(array_agg(entry.id), array_agg(entry.org), array_agg(actor),
                      array_agg(CASE WHEN existed THEN repeated ELSE action END), array_agg('job:' || outcome.id),
                      array_agg(ip), array_agg(user_agent), array_agg(session_ref), array_agg(details)) AS written
    FROM unnest($12::uuid[], $13::uuid[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[],
                $20::text[], $21::bigint[], $22::text[])
      AS entry(id, org, actor, action, subject, ip, user_agent, session_ref, details, place, repeated)
    JOIN outcome USING (place) HAVING count(*) > 0)
SELECT place, id, existed FROM outcome WHERE (SELECT count(written) FROM audit) >= 0)"};

// The columns of jobs, as parameters.
struct Jobs {
  std::vector<Uuid> ids, orgs;
  std::vector<std::int32_t> queues, kinds;
  std::vector<std::int16_t> priorities;
  std::vector<std::optional<std::string>> traces;
  std::vector<postgres::Bytes> payloads;
  std::vector<std::int64_t> delays;

  const std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now();

  void add(const NewRow& row) {
    ids.push_back(row.id);
    orgs.push_back(row.org_id);
    queues.push_back(row.queue);
    kinds.push_back(row.kind);
    priorities.push_back(row.priority);
    traces.push_back(row.trace);
    payloads.push_back(row.payload);
    delays.push_back(row.delay_left(now));
  }
};

void add(audit::Columns& entries, const NewRow& row) {
  audit::Entry entry = row.audit->entry;
  entry.subject = "job:" + to_string(row.id);
  entries.add(row.audit_id, std::move(entry));
}

}  // namespace

std::int64_t NewRow::delay_left(std::chrono::steady_clock::time_point now) const {
  const auto waited = std::chrono::floor<std::chrono::milliseconds>(now - since);
  return std::max<std::int64_t>(0, delay_ms - waited.count());
}

Query insert(const std::vector<NewRow>& rows) {
  Jobs jobs;
  audit::Columns entries;
  for (const NewRow& row : rows) {
    jobs.add(row);
    if (row.audit) add(entries, row);
  }
  return Query(kInsert, jobs.ids, jobs.orgs, jobs.queues, jobs.kinds, jobs.priorities, jobs.traces, jobs.payloads,
               jobs.delays, entries.ids, entries.orgs, entries.actors, entries.actions, entries.subjects, entries.ips,
               entries.user_agents, entries.session_refs, entries.details);
}

Query insert_unique(const std::vector<NewRow>& rows, const std::vector<std::size_t>& places) {
  Jobs jobs;
  std::vector<std::int64_t> place_of_job, holds, place_of_entry;
  std::vector<std::string> keys, repeated;
  audit::Columns entries;
  for (const std::size_t at : places) {
    const NewRow& row = rows[at];
    const auto place = static_cast<std::int64_t>(at);
    jobs.add(row);
    place_of_job.push_back(place);
    keys.push_back(row.unique->key);
    holds.push_back(row.unique->hold.count());
    if (!row.audit) continue;
    add(entries, row);
    place_of_entry.push_back(place);
    repeated.push_back(row.audit->repeated);
  }
  return Query(kInsertUnique, jobs.ids, jobs.orgs, jobs.queues, jobs.kinds, jobs.priorities, jobs.traces, jobs.payloads,
               jobs.delays, place_of_job, keys, holds, entries.ids, entries.orgs, entries.actors, entries.actions,
               entries.subjects, entries.ips, entries.user_agents, entries.session_refs, entries.details,
               place_of_entry, repeated);
}

}  // namespace tenstone::jobs
