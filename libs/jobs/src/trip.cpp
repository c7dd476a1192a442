// A trip as statements, in the order in which Engine::arrived() reads their rows.
#include "trip.hpp"

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

// The columns of the attempts that end by one fate.
struct Columns {
  std::vector<std::int64_t> ids;
  std::vector<std::int16_t> attempts, files;
  std::vector<RunOutcome> outcomes;
  std::vector<std::string_view> codes, texts, results;
  std::vector<std::int32_t> pauses;
  std::vector<AttachedFile> attached;

  void add(const Ended& each) {
    ids.push_back(each.attempt->job.id);
    attempts.push_back(each.attempt->job.attempt);
    outcomes.push_back(each.outcome);
    codes.push_back(each.code);
    texts.push_back(each.text);
    pauses.push_back(static_cast<std::int32_t>(each.pause.count()));
    results.push_back(each.result);
    files.push_back(static_cast<std::int16_t>(each.files.size()));
    for (const Uuid& file : each.files) attached.push_back({key_of(*each.attempt), file});
  }
};

Query end(std::int64_t worker, Fate fate, const Columns& by) {
  switch (fate) {
    case Fate::Done: return Query(sql::kSucceed, worker, by.ids, by.attempts);
    case Fate::DoneWith: return Query(sql::kSucceedWith, worker, by.ids, by.attempts, by.results, by.files);
    case Fate::Dead: return Query(sql::kBury, worker, by.ids, by.attempts, by.outcomes, by.codes, by.texts);
    case Fate::Again: break;
  }
  return Query(sql::kAgain, worker, by.ids, by.attempts, by.outcomes, by.pauses, by.codes, by.texts);
}

}  // namespace

std::vector<Query> ends(std::int64_t worker, const std::vector<Ended>& ended, const Attachments* attachments) {
  std::vector<Query> all;
  for (const Fate fate : kFates) {
    Columns columns;
    for (const Ended& each : ended)
      if (each.fate == fate) columns.add(each);
    if (columns.ids.empty()) continue;
    all.push_back(end(worker, fate, columns));
    if (!columns.attached.empty()) all.push_back(attachments->publish(columns.attached));
  }
  return all;
}

std::size_t Trip::most() const {
  auto all = limit + limited_most;
  for (const Turns::Share& share : shares) all += static_cast<std::size_t>(share.most);
  return all;
}

std::vector<Query> Engine::queries(const Trip& trip) const {
  std::vector<Query> all;
  all.emplace_back(sql::kPlanBy);
  if (!trip.lines.empty()) all.push_back(store(trip.lines));
  for (Query& end : ends(trip.worker, trip.ended, attachments_)) all.push_back(std::move(end));
  if (!trip.shares.empty()) {
    std::vector<std::int32_t> queues;
    std::vector<Uuid> orgs;
    std::vector<std::int64_t> most;
    for (const Turns::Share& share : trip.shares) {
      queues.push_back(share.queue);
      orgs.push_back(share.org);
      most.push_back(share.most);
    }
    all.emplace_back(sql::kClaimTurns, trip.worker, epoch_, queues, orgs, most);
  }
  if (trip.limit > 0) {
    std::vector<std::int32_t> queues;
    std::vector<std::int16_t> priorities;
    std::vector<Time> since;
    std::vector<std::int64_t> since_ids;
    for (const std::size_t index : trip.classes) {
      queues.push_back(queues_[index % queues_.size()]);
      priorities.push_back(static_cast<std::int16_t>(index / queues_.size()));
      since.push_back(trip.plan.since[index].run_at);
      since_ids.push_back(trip.plan.since[index].id);
    }
    const auto limit = static_cast<std::int64_t>(trip.limit);
    all.emplace_back(sql::kClaim, trip.worker, epoch_, queues, priorities, since, limit, since_ids);
    if (trip.asks_due) {
      all.emplace_back(sql::kNextDue, queues, priorities);
      all.emplace_back(sql::kLimitedQueues, queues_);
    }
  }
  if (!trip.looks_through.empty()) {
    const Turns::Cursor& from = turns_.cursor();
    all.emplace_back(sql::kWaiting, trip.looks_through, from.place, from.org, Turns::kMostVisited);
  }
  if (trip.limited_most > 0) {  // last: others wait from here to the end of the transaction
    all.emplace_back(sql::kLockQueues, trip.limited);
    all.emplace_back(sql::kClaimLimited, trip.worker, epoch_, trip.limited,
                     static_cast<std::int64_t>(trip.limited_most));
  }
  return all;
}

}  // namespace tenstone::jobs
