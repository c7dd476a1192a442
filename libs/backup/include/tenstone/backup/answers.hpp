// Answers about versions and runs, as they are over HTTP and on the command line (--json).
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/backup/prune.hpp"
#include "tenstone/backup/repository.hpp"
#include "tenstone/backup/restore.hpp"
#include "tenstone/backup/verify.hpp"
#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

struct VersionAnswer {
  std::string version;  // "shop@42"
  std::string database;
  std::uint64_t number = 0;
  Time taken_at = {};  // when the snapshot was made
  std::int64_t duration_ms = 0;
  std::string server_version = {};  // "15.18"
  std::uint64_t tables = 0, rows = 0;
  std::uint64_t total_bytes = 0;
  std::uint64_t new_bytes = 0;  // that the version added to the repository
  bool pinned = false;
  std::optional<Time> drilled_at = {};
  bool damaged = false;  // its manifest or its notes cannot be read: all after `number` says nothing
};
constexpr auto schema(validation::For<VersionAnswer>) {
  using validation::field;
  return validation::object<VersionAnswer>(
      field("version", &VersionAnswer::version), field("database", &VersionAnswer::database),
      field("number", &VersionAnswer::number), field("taken_at", &VersionAnswer::taken_at),
      field("duration_ms", &VersionAnswer::duration_ms), field("server_version", &VersionAnswer::server_version),
      field("tables", &VersionAnswer::tables), field("rows", &VersionAnswer::rows),
      field("total_bytes", &VersionAnswer::total_bytes), field("new_bytes", &VersionAnswer::new_bytes),
      field("pinned", &VersionAnswer::pinned), field("drilled_at", &VersionAnswer::drilled_at),
      field("damaged", &VersionAnswer::damaged));
}

struct VersionsAnswer {
  std::vector<VersionAnswer> items = {};  // by database, the newest first
};
constexpr auto schema(validation::For<VersionsAnswer>) {
  return validation::object<VersionsAnswer>(validation::field("items", &VersionsAnswer::items));
}

struct TableAnswer {
  std::string schema, name;
  std::uint64_t rows = 0, bytes = 0;
};
constexpr auto schema(validation::For<TableAnswer>) {
  using validation::field;
  return validation::object<TableAnswer>(field("schema", &TableAnswer::schema), field("name", &TableAnswer::name),
                                         field("rows", &TableAnswer::rows), field("bytes", &TableAnswer::bytes));
}

// One version with its tables.
struct VersionDetails : VersionAnswer {
  std::string lsn = {};
  std::string tool_version = {};
  std::uint64_t sequences = 0;
  std::vector<TableAnswer> table_list = {};
};
constexpr auto schema(validation::For<VersionDetails>) {
  using V = VersionDetails;
  using validation::field;
  return validation::object<V>(
      field<V, std::string>("version", &V::version), field<V, std::string>("database", &V::database),
      field<V, std::uint64_t>("number", &V::number), field<V, Time>("taken_at", &V::taken_at),
      field<V, std::int64_t>("duration_ms", &V::duration_ms),
      field<V, std::string>("server_version", &V::server_version), field<V, std::uint64_t>("tables", &V::tables),
      field<V, std::uint64_t>("rows", &V::rows), field<V, std::uint64_t>("total_bytes", &V::total_bytes),
      field<V, std::uint64_t>("new_bytes", &V::new_bytes), field<V, bool>("pinned", &V::pinned),
      field<V, std::optional<Time>>("drilled_at", &V::drilled_at), field<V, bool>("damaged", &V::damaged),
      field("lsn", &V::lsn), field("tool_version", &V::tool_version), field("sequences", &V::sequences),
      field("table_list", &V::table_list));
}

struct RestoreAnswer {
  std::string database;
  std::uint64_t tables = 0, rows = 0, bytes = 0;
  std::int64_t load_ms = 0, compare_ms = 0;
  std::optional<std::string> old = {};  // with a swap: the former live database
};
constexpr auto schema(validation::For<RestoreAnswer>) {
  using validation::field;
  return validation::object<RestoreAnswer>(
      field("database", &RestoreAnswer::database), field("tables", &RestoreAnswer::tables),
      field("rows", &RestoreAnswer::rows), field("bytes", &RestoreAnswer::bytes),
      field("load_ms", &RestoreAnswer::load_ms), field("compare_ms", &RestoreAnswer::compare_ms),
      field("old", &RestoreAnswer::old));
}

struct DamageAnswer {
  std::string what;
  std::vector<std::string> versions = {};  // that cannot be restored any more
};
constexpr auto schema(validation::For<DamageAnswer>) {
  using validation::field;
  return validation::object<DamageAnswer>(field("what", &DamageAnswer::what),
                                          field("versions", &DamageAnswer::versions));
}
struct VerifyAnswer {
  std::uint64_t versions = 0, packs = 0, chunks = 0, bytes = 0, unused_packs = 0;
  std::vector<DamageAnswer> damages = {};
};
constexpr auto schema(validation::For<VerifyAnswer>) {
  using validation::field;
  return validation::object<VerifyAnswer>(
      field("versions", &VerifyAnswer::versions), field("packs", &VerifyAnswer::packs),
      field("chunks", &VerifyAnswer::chunks), field("bytes", &VerifyAnswer::bytes),
      field("unused_packs", &VerifyAnswer::unused_packs), field("damages", &VerifyAnswer::damages));
}

struct PruneAnswer {
  std::uint64_t marked = 0, deleted = 0, rewritten = 0, freed_bytes = 0;
};
constexpr auto schema(validation::For<PruneAnswer>) {
  using validation::field;
  return validation::object<PruneAnswer>(field("marked", &PruneAnswer::marked), field("deleted", &PruneAnswer::deleted),
                                         field("rewritten", &PruneAnswer::rewritten),
                                         field("freed_bytes", &PruneAnswer::freed_bytes));
}

// What becomes of one version by the rules of retention.
struct ChoiceAnswer {
  std::string version;
  bool keep = false;
  std::string reason;
};
constexpr auto schema(validation::For<ChoiceAnswer>) {
  using validation::field;
  return validation::object<ChoiceAnswer>(field("version", &ChoiceAnswer::version), field("keep", &ChoiceAnswer::keep),
                                          field("reason", &ChoiceAnswer::reason));
}
struct RetentionAnswer {
  std::vector<ChoiceAnswer> items = {};  // the newest first
};
constexpr auto schema(validation::For<RetentionAnswer>) {
  return validation::object<RetentionAnswer>(validation::field("items", &RetentionAnswer::items));
}
struct ForgottenAnswer {
  std::vector<std::string> forgotten = {};
};
constexpr auto schema(validation::For<ForgottenAnswer>) {
  return validation::object<ForgottenAnswer>(validation::field("forgotten", &ForgottenAnswer::forgotten));
}

RestoreAnswer answer_of(const Restored& restored);
VerifyAnswer answer_of(const VerifyReport& report);
PruneAnswer answer_of(const PruneReport& report);

// The functions below block on the disk.

// "shop@42", "shop@latest", "shop@latest-drilled". Errors: backup_invalid_version, backup_invalid_name,
// backup_version_missing, backup_damaged, backup_io.
Result<Version> find_version(const Repository& repository, std::string_view text);

// `database` "": of all databases. A version whose manifest is damaged is listed as such. Error: backup_io.
Result<VersionsAnswer> list_versions(const Repository& repository, std::string_view database = {});
// Errors: backup_version_missing, backup_damaged, backup_io.
Result<VersionDetails> describe_version(const Repository& repository, const Version& version);
Result<VersionAnswer> summarise_version(const Repository& repository, const Version& version);

// The plan changes nothing. Errors: backup_version_missing (the database has no version), backup_damaged, backup_io.
Result<RetentionAnswer> retention_plan(const Repository& repository, std::string_view database,
                                       const RetentionPolicy& policy, Time now);
// Forgets what the plan does not keep, oldest first. Errors: as above, and those of Repository::forget; what was
// forgotten before stays forgotten.
Result<ForgottenAnswer> apply_retention(const Repository& repository, std::string_view database,
                                        const RetentionPolicy& policy, Time now);

}  // namespace tenstone::backup
