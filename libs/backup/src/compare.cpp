#include "tenstone/backup/compare.hpp"

#include <fmt/core.h>
#include <map>

#include "scan.hpp"

namespace tenstone::backup {
namespace {
using Name = std::pair<std::string_view, std::string_view>;

void compare_table(const TableEntry& wanted, const TableSum& found, std::vector<Difference>& differences) {
  if (found.rows != wanted.rows)
    differences.push_back({wanted.schema, wanted.name, fmt::format("has {} rows, not {}", found.rows, wanted.rows)});
  else if (found.hash != wanted.row_hash || found.bytes != wanted.bytes)
    differences.push_back({wanted.schema, wanted.name, "has other values"});
}

void compare_tables(const Manifest& manifest, const Snapshot& snapshot, const std::vector<TableSum>& sums,
                    std::vector<Difference>& differences) {
  std::map<Name, TableSum> found;
  for (std::size_t i = 0; i < sums.size(); ++i)
    found.emplace(Name(snapshot.tables()[i].schema, snapshot.tables()[i].name), sums[i]);
  for (const auto& table : manifest.tables) {
    const auto sum = found.extract(Name(table.schema, table.name));
    if (sum)
      compare_table(table, sum.mapped(), differences);
    else
      differences.push_back({table.schema, table.name, "is missing"});
  }
  for (const auto& [name, sum] : found)
    differences.push_back({std::string(name.first), std::string(name.second), "is not in the version"});
}

void compare_sequences(const Manifest& manifest, const Snapshot& snapshot, std::vector<Difference>& differences) {
  std::map<Name, const SequenceEntry*> found;
  for (const auto& sequence : snapshot.sequences()) found.emplace(Name(sequence.schema, sequence.name), &sequence);
  for (const auto& wanted : manifest.sequences) {
    const auto one = found.find(Name(wanted.schema, wanted.name));
    if (one == found.end())
      differences.push_back({wanted.schema, wanted.name, "is missing"});
    else if (one->second->last_value != wanted.last_value || one->second->is_called != wanted.is_called)
      differences.push_back({wanted.schema, wanted.name,
                             fmt::format("has the value {}, not {}", one->second->last_value, wanted.last_value)});
  }
}

}  // namespace

Result<std::vector<Difference>> compare(const std::string& url, const Manifest& manifest, unsigned workers,
                                        const OnProgress& on_progress, std::stop_token stop) {
  const auto snapshot = Snapshot::take(url, stop);
  if (!snapshot) return snapshot.error();
  Scan scan(*snapshot, {}, "compare", on_progress);
  Crew crew(stop);
  scan.start(crew, workers);
  if (auto done = crew.join(); !done) return done.error();
  std::vector<Difference> differences;
  compare_tables(manifest, *snapshot, scan.sums(), differences);
  compare_sequences(manifest, *snapshot, differences);
  return differences;
}

}  // namespace tenstone::backup
