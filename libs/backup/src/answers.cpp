#include "tenstone/backup/answers.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <functional>

#include "open_repository.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {
namespace {

std::vector<std::string> names_of(const std::vector<Version>& versions) {
  std::vector<std::string> names;
  for (const Version& version : versions) names.push_back(to_string(version));
  return names;
}

void fill_summary(VersionAnswer& out, const Version& version, const Summary& summary, const Notes& notes) {
  out.version = to_string(version);
  out.database = version.database;
  out.number = version.number;
  out.taken_at = summary.taken_at;
  out.duration_ms = summary.duration_ms;
  out.server_version = summary.server_version;
  out.tables = summary.tables;
  out.rows = summary.rows;
  out.total_bytes = summary.total_bytes;
  out.new_bytes = summary.new_bytes;
  out.pinned = notes.pinned;
  out.drilled_at = notes.drilled_at;
}

Error no_versions(std::string_view database) {
  return Error(kBackupVersionMissing, fmt::format("There is no version of {}", database));
}

Result<Version> newest_drilled(const Repository& repository, const std::string& database) {
  auto versions = repository.versions();
  if (!versions) return versions.error();
  std::ranges::sort(*versions, std::greater());
  for (const Version& version : *versions) {
    if (version.database != database) continue;
    const auto notes = read_notes(*repository.opened(), version);
    if (!notes) return notes.error();
    if (notes->drilled_at) return version;
  }
  return Error(kBackupVersionMissing, fmt::format("No version of {} was drilled", database));
}

}  // namespace

RestoreAnswer answer_of(const Restored& restored) {
  return {.database = restored.database,
          .tables = restored.tables,
          .rows = restored.rows,
          .bytes = restored.bytes,
          .load_ms = restored.load.count(),
          .compare_ms = restored.compare.count()};
}

VerifyAnswer answer_of(const VerifyReport& report) {
  VerifyAnswer answer{.versions = report.versions,
                      .packs = report.packs,
                      .chunks = report.chunks,
                      .bytes = report.bytes,
                      .unused_packs = report.unused_packs};
  for (const Damage& damage : report.damages)
    answer.damages.push_back({.what = damage.what, .versions = names_of(damage.versions)});
  return answer;
}

PruneAnswer answer_of(const PruneReport& report) {
  return {.marked = report.marked,
          .deleted = report.deleted,
          .rewritten = report.rewritten,
          .freed_bytes = report.freed_bytes};
}

Result<Version> find_version(const Repository& repository, std::string_view text) {
  const auto at = text.rfind('@');
  const std::string_view which = at == text.npos ? "" : text.substr(at + 1);
  if (which != "latest" && which != "latest-drilled") return parse_version(text);
  const std::string database(text.substr(0, at));
  if (auto good = check_database_name(database); !good) return good.error();
  if (which == "latest-drilled") return newest_drilled(repository, database);
  const auto newest = repository.newest(database);
  if (!newest) return newest.error();
  if (!*newest) return no_versions(database);
  return **newest;
}

Result<VersionAnswer> summarise_version(const Repository& repository, const Version& version) {
  const auto summary = repository.opened()->summary(version);
  if (!summary) return summary.error();
  const auto notes = read_notes(*repository.opened(), version);
  if (!notes) return notes.error();
  VersionAnswer answer;
  fill_summary(answer, version, *summary, *notes);
  return answer;
}

Result<VersionDetails> describe_version(const Repository& repository, const Version& version) {
  const auto manifest = repository.opened()->manifest(version);
  if (!manifest) return manifest.error();
  const auto notes = read_notes(*repository.opened(), version);
  if (!notes) return notes.error();
  VersionDetails details;
  fill_summary(details, version, summary_of(*manifest), *notes);
  details.lsn = manifest->lsn;
  details.tool_version = manifest->tool_version;
  details.sequences = manifest->sequences.size();
  for (const TableEntry& table : manifest->tables)
    details.table_list.push_back(
        {.schema = table.schema, .name = table.name, .rows = table.rows, .bytes = table.bytes});
  return details;
}

// A version that is forgotten meanwhile is left out.
Result<VersionsAnswer> list_versions(const Repository& repository, std::string_view database) {
  auto versions = repository.versions();
  if (!versions) return versions.error();
  std::ranges::sort(*versions, [](const Version& a, const Version& b) {
    return a.database != b.database ? a.database < b.database : a.number > b.number;
  });
  VersionsAnswer answer;
  for (const Version& version : *versions) {
    if (!database.empty() && version.database != database) continue;
    auto one = summarise_version(repository, version);
    if (one) {
      answer.items.push_back(std::move(*one));
    } else if (one.error().is(kBackupDamaged)) {
      answer.items.push_back(
          {.version = to_string(version), .database = version.database, .number = version.number, .damaged = true});
    } else if (!one.error().is(kBackupVersionMissing)) {
      return one.error();
    }
  }
  return answer;
}

Result<RetentionAnswer> retention_plan(const Repository& repository, std::string_view database,
                                       const RetentionPolicy& policy, Time now) {
  const auto versions = repository.retained(database);
  if (!versions) return versions.error();
  if (versions->empty()) return no_versions(database);
  RetentionAnswer answer;
  for (const RetentionChoice& choice : plan_retention(*versions, policy, now))
    answer.items.push_back({.version = to_string(Version{std::string(database), choice.number}),
                            .keep = choice.keep,
                            .reason = choice.reason});
  std::ranges::reverse(answer.items);
  return answer;
}

Result<ForgottenAnswer> apply_retention(const Repository& repository, std::string_view database,
                                        const RetentionPolicy& policy, Time now) {
  const auto versions = repository.retained(database);
  if (!versions) return versions.error();
  if (versions->empty()) return no_versions(database);
  ForgottenAnswer answer;
  for (const RetentionChoice& choice : plan_retention(*versions, policy, now)) {
    if (choice.keep) continue;
    const Version version{.database = std::string(database), .number = choice.number};
    if (auto forgotten = repository.forget(version); !forgotten) return forgotten.error();
    answer.forgotten.push_back(to_string(version));
  }
  return answer;
}

}  // namespace tenstone::backup
