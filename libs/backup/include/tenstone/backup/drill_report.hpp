// The outcome of a drill, as the repository keeps it and as answers show it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tenstone/backup/compare.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

constexpr auto schema(validation::For<Difference>) {
  using validation::field;
  return validation::object<Difference>(field("schema", &Difference::schema), field("name", &Difference::name),
                                        field("what", &Difference::what));
}

struct DrillReport {
  std::string version;  // "shop@42"
  Time started_at{};
  std::string database = {};  // into which the version was restored, "tsdrill_…"; gone again, or named in a warning
  std::uint64_t tables = 0, rows = 0, bytes = 0;
  std::int64_t load_ms = 0, compare_ms = 0;  // how long it took
  std::vector<Difference> differences = {};  // empty: the version is as good as the database was
};
constexpr auto schema(validation::For<DrillReport>) {
  using validation::field;
  return validation::object<DrillReport>(
      field("version", &DrillReport::version), field("started_at", &DrillReport::started_at),
      field("database", &DrillReport::database), field("tables", &DrillReport::tables),
      field("rows", &DrillReport::rows), field("bytes", &DrillReport::bytes), field("load_ms", &DrillReport::load_ms),
      field("compare_ms", &DrillReport::compare_ms),
      field("differences", &DrillReport::differences).items(0, 2 * kMaxTables));
}

}  // namespace tenstone::backup
