#include "arrivals.hpp"

#include <algorithm>
#include <numeric>

namespace tenstone::webhooks {
namespace {

using postgres::Bytes;
using postgres::Statement;

// $1 to $9: the events, of which no two have one key; $4 how often each came. $10: for how many seconds they are known.
// A row that has expired is taken over; any other counts `times` duplicates. Of an event whose id is then in
// webhook_seen the row of the inbox is new.
constexpr Statement kStore{"webhooks.store", R"(
WITH new AS (
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::uuid[], $6::bytea[], $7::text[], $8::bytea[], $9::text[])
    AS new(org, source, event, times, id, sha256, type, body, headers)),
taken AS (
  INSERT INTO webhook_seen AS seen (org_id, source, event_id, inbox_id, body_sha256, received_at, expires_at, duplicates, last_duplicate_at)
  SELECT org, source, event, id, sha256, tenstone.now(), tenstone.now() + $10::bigint * interval '1 second',
         times - 1, CASE WHEN times > 1 THEN tenstone.now() END
    FROM new ORDER BY org, source, event
  ON CONFLICT (org_id, source, event_id) DO UPDATE SET
    (inbox_id, body_sha256, received_at, expires_at, duplicates, conflicts, last_duplicate_at) = (
      SELECT excluded.inbox_id, excluded.body_sha256, excluded.received_at, excluded.expires_at, excluded.duplicates, 0,
             excluded.last_duplicate_at
       WHERE seen.expires_at <= tenstone.now()
      UNION ALL
      SELECT seen.inbox_id, seen.body_sha256, seen.received_at, seen.expires_at, seen.duplicates + excluded.duplicates + 1,
             seen.conflicts + CASE WHEN seen.body_sha256 = excluded.body_sha256 THEN 0 ELSE excluded.duplicates + 1 END,
             excluded.received_at
       WHERE seen.expires_at > tenstone.now())
  RETURNING org_id, source, event_id, inbox_id, body_sha256),
kept AS (
  INSERT INTO webhook_inbox (org_id, id, source, event_id, type, body, headers, received_at, job_id)
  SELECT org, id, new.source, event, type, body, headers::jsonb, tenstone.now(), id
    FROM new JOIN taken ON org_id = org AND taken.source = new.source AND event_id = event AND inbox_id = id)
SELECT place, inbox_id, taken.body_sha256
  FROM taken JOIN unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS asked(org, source, event, place)
    ON org_id = org AND taken.source = asked.source AND event_id = event)"};
struct Taken {
  std::int64_t place;  // from 1
  Uuid id;
  Bytes sha256;
};

// Arrivals of one key and one body.
struct Group {
  const Arrival* first;
  std::vector<std::size_t> members;  // places among the arrivals
};
// Each round has a key once; keys are in order.
using Rounds = std::vector<std::vector<Group>>;

auto key_of(const Arrival& each) { return std::tie(each.org, each.source, each.event_id); }

Rounds rounds_of(const std::vector<Arrival>& arrivals) {
  std::vector<std::size_t> order(arrivals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    return std::tuple_cat(key_of(arrivals[a]), std::tie(a)) < std::tuple_cat(key_of(arrivals[b]), std::tie(b));
  });
  Rounds rounds;
  for (auto at = order.begin(); at != order.end();) {
    const auto end = std::find_if(at, order.end(),
                                  [&](std::size_t other) { return key_of(arrivals[other]) != key_of(arrivals[*at]); });
    std::vector<Group> groups;  // of this key, by body
    for (; at != end; ++at) {
      const Arrival& arrival = arrivals[*at];
      auto group = std::ranges::find_if(
          groups, [&](const Group& each) { return each.first->body_sha256 == arrival.body_sha256; });
      if (group == groups.end()) group = groups.insert(group, Group{&arrival, {}});
      group->members.push_back(*at);
    }
    for (std::size_t round = 0; round < groups.size(); ++round) {
      if (rounds.size() == round) rounds.emplace_back();
      rounds[round].push_back(std::move(groups[round]));
    }
  }
  return rounds;
}

postgres::Query query_of(const std::vector<Group>& groups, std::chrono::seconds seen_for) {
  std::vector<Uuid> orgs, ids;
  std::vector<std::string_view> sources, events, types, headers;
  std::vector<std::int32_t> times;
  std::vector<Bytes> hashes, bodies;
  for (const auto& [first, members] : groups) {
    orgs.push_back(first->org);
    sources.emplace_back(first->source);
    events.emplace_back(first->event_id);
    times.push_back(static_cast<std::int32_t>(members.size()));
    ids.push_back(first->id);
    hashes.push_back({first->body_sha256});
    types.emplace_back(first->type);
    bodies.push_back({first->body});
    headers.emplace_back(first->headers);
  }
  return postgres::Query(kStore, orgs, sources, events, times, ids, hashes, types, bodies, headers,
                         static_cast<std::int64_t>(seen_for.count()));
}

}  // namespace

Task<Result<std::vector<Received>>> store(postgres::Database& database, Work& work,
                                          const std::vector<Arrival>& arrivals, std::chrono::seconds seen_for) {
  std::vector<Received> received(arrivals.size());
  std::vector<WorkItem> items;
  auto transaction = co_await database.begin();
  for (const std::vector<Group>& groups : rounds_of(arrivals)) {
    const auto rows = co_await transaction.execute(query_of(groups, seen_for));
    if (!rows) co_return rows.error();
    for (const Taken& taken : rows->as<Taken>()) {
      const Group& group = groups[static_cast<std::size_t>(taken.place - 1)];
      const bool fresh = taken.id == group.first->id;
      const bool conflict = taken.sha256.value != group.first->body_sha256;
      for (const std::size_t member : group.members) received[member] = {taken.id, true, conflict};
      if (!fresh) continue;
      received[group.members.front()].duplicate = false;
      items.push_back({.org = group.first->org,
                       .kind = WorkKind::Event,
                       .id = taken.id,
                       .trace = group.first->trace,
                       .job = taken.id});
    }
  }
  if (items.empty()) {
    co_await transaction.commit();
    co_return received;
  }
  // [snippet:commit]
  const auto done = co_await work.enqueue_and_commit(transaction, std::move(items));
  if (!done) co_return done.error();
  work.wake();
  co_return received;
  // [/snippet:commit]
}

}  // namespace tenstone::webhooks
