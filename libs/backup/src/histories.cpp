#include "histories.hpp"

#include "tenstone/backup/answers.hpp"

namespace tenstone::backup {

const Histories& HistoryReader::read() {
  for (const std::string& database : databases_)
    if (!is_fresh(database)) read_one(database);
  return histories_;
}

bool HistoryReader::is_fresh(const std::string& database) {
  constexpr std::chrono::minutes kGood(1);
  const auto newest = repository_.newest(database);
  const bool same = newest && seen_.contains(database) && seen_[database] == *newest;
  if (newest) seen_[database] = *newest;
  const auto read = read_at_.find(database);
  return same && read != read_at_.end() && std::chrono::steady_clock::now() - read->second < kGood;
}

void HistoryReader::read_one(const std::string& database) {
  histories_.erase(database);
  faults_.erase(database);
  newest_.erase(database);
  const auto listed = list_versions(repository_, database);
  if (!listed) return void(faults_.emplace(database, listed.error()));
  std::vector<VersionTimes>& times = histories_[database];
  for (const VersionAnswer& version : listed->items) {
    if (version.damaged) continue;
    if (times.empty()) newest_[database] = {.database = database, .number = version.number};
    times.push_back({.taken_at = version.taken_at, .drilled_at = version.drilled_at});
  }
  read_at_[database] = std::chrono::steady_clock::now();
}

std::optional<Version> HistoryReader::newest(const std::string& database) const {
  const auto found = newest_.find(database);
  return found == newest_.end() ? std::nullopt : std::optional(found->second);
}

std::uint64_t HistoryReader::last_number(const std::string& database) const {
  const auto found = seen_.find(database);
  return found != seen_.end() && found->second ? found->second->number : 0;
}

}  // namespace tenstone::backup
