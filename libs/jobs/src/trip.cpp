// A trip as statements, in the order in which Engine::arrived() reads their rows.
#include <algorithm>

#include "engine.hpp"
#include "statements.hpp"

namespace tenstone::jobs {
namespace {

using postgres::Query;

Query store(const std::vector<Line>& lines) {
  std::vector<Uuid> orgs, ids;
  std::vector<std::int16_t> attempts, levels;
  std::vector<std::int64_t> workers;
  std::vector<Time> times;
  std::vector<std::int32_t> numbers;
  std::vector<std::string_view> texts;
  for (const Line& line : lines) {
    const Claimed& job = line.attempt->job;
    orgs.push_back(job.org_id);
    ids.push_back(job.public_id);
    attempts.push_back(job.attempt);
    workers.push_back(line.attempt->worker);
    times.push_back(line.at);
    numbers.push_back(line.number);
    levels.push_back(static_cast<std::int16_t>(line.level));
    texts.push_back(line.text);
  }
  return Query(sql::kStoreLines, orgs, ids, attempts, workers, times, numbers, levels, texts);
}

}  // namespace

std::vector<Query> Engine::queries(const Trip& trip) const {
  std::vector<Query> all;
  all.emplace_back(sql::kPlanBy);
  if (!trip.lines.empty()) all.push_back(store(trip.lines));
  for (const Fate fate : kFates) {
    std::vector<std::int64_t> ids;
    std::vector<std::int16_t> attempts;
    std::vector<RunOutcome> outcomes;
    std::vector<std::string_view> codes, texts;
    std::vector<std::int32_t> pauses;
    for (const Ended& each : trip.ended) {
      if (each.fate != fate) continue;
      ids.push_back(each.attempt->job.id);
      attempts.push_back(each.attempt->job.attempt);
      outcomes.push_back(each.outcome);
      codes.push_back(each.code);
      texts.push_back(each.text);
      pauses.push_back(static_cast<std::int32_t>(each.pause.count()));
    }
    if (ids.empty()) continue;
    if (fate == Fate::Done) all.emplace_back(sql::kSucceed, trip.worker, ids, attempts);
    if (fate == Fate::Dead) all.emplace_back(sql::kBury, trip.worker, ids, attempts, outcomes, codes, texts);
    if (fate == Fate::Again) all.emplace_back(sql::kAgain, trip.worker, ids, attempts, outcomes, pauses, codes, texts);
  }
  if (trip.limit > 0) {
    std::vector<std::int32_t> queues;
    std::vector<std::int16_t> priorities;
    std::vector<Time> since;
    for (const std::size_t index : trip.classes) {
      queues.push_back(queues_[index % queues_.size()]);
      priorities.push_back(static_cast<std::int16_t>(index / queues_.size()));
      since.push_back(trip.plan.since[index]);
    }
    const auto limit = static_cast<std::int64_t>(trip.limit);
    all.emplace_back(sql::kClaim, trip.worker, epoch_, queues, priorities, since, limit);
    if (trip.asks_due) all.emplace_back(sql::kNextDue, queues, priorities);
  }
  return all;
}

}  // namespace tenstone::jobs
