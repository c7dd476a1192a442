// Schemas in PostgreSQL by name and version, and their compiled forms in memory.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/core/uuid.hpp"
#include "tenstone/json_schema/schema.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/schemas/caller.hpp"
#include "tenstone/schemas/outcome.hpp"

namespace tenstone::schemas {

struct SchemaVersion {
  std::string name;
  int version;
  Time created_at;
};
struct VersionTime {
  int version;
  Time created_at;
};
struct SchemaHistory {
  std::string name;
  int version;                        // the newest
  Time created_at;                    // its time
  std::vector<VersionTime> versions;  // newest first, at most kMostVersionsListed
};
inline constexpr std::size_t kMostVersionsListed = 100;

struct AddedVersion {
  SchemaVersion version;
  bool is_new;  // false: the newest version has this document already
};

// Which version of a schema; nullopt: the newest.
using VersionNumber = std::optional<int>;
struct SchemaDocument {
  int version;
  std::string text;  // byte for byte as it was sent
};

// A version that is ready to check data. It never changes, and neither does what it refers to.
struct CompiledVersion {
  SchemaName name;
  json_schema::Schema schema;
};
using CompiledVersionPtr = std::shared_ptr<const CompiledVersion>;

// One a process, used on any loop. Everything suspends, and throws what Database throws. A schema of another
// organisation is schema_not_found.
//
// A schema may refer to a version of another one of its organisation by `"$ref": "schema:NAME/VERSION"`, with a
// fragment if need be; also by way of others, to 100 in all and 8 MiB of text. Without a version there is no such
// reference, so that a version never changes its meaning.
//
// Texts are compiled and checked on the pool. Compiled versions are kept: the 256 that were used last, of at most
// 16 MiB of text. Callers who want one that is not there yet share one compilation.
class Registry {
 public:
  // What it is given must outlive it.
  Registry(postgres::Database& database, Ids& ids, runtime::BlockingPool& pool);
  ~Registry();
  Registry(const Registry&) = delete;

  // A new version, with its entry in the audit log ("schema.registered"); or the newest one, when that has this
  // document, byte for byte. However many do so at once, numbers have no gaps and none comes twice.
  // Errors: json_schema_invalid, as schema_invalid() tells it; busy.
  Task<Result<AddedVersion>> add(Caller caller, std::string name, std::string document);

  Task<std::vector<SchemaVersion>> list(Uuid org, std::string after, std::size_t limit);  // the newest of each, by name
  Task<Result<SchemaHistory>> find(Uuid org, std::string name);                           // Error: schema_not_found
  // Errors: schema_not_found, schema_version_not_found.
  Task<Result<SchemaDocument>> document(Uuid org, std::string name, VersionNumber which);

  // One round trip for the newest; none for a number whose compiled form is kept.
  // Errors: schema_not_found, schema_version_not_found; busy, when the pool is full.
  Task<Result<CompiledVersionPtr>> compiled(Uuid org, std::string name, VersionNumber which);

  // Errors: those of compiled(); json_schema_check_too_long.
  Task<Result<Outcome>> validate(Uuid org, std::string name, VersionNumber which, std::string data);
  // Both are texts, and nothing is stored. Errors: json_schema_check_too_long, busy.
  Task<Result<Outcome>> try_out(Uuid org, std::string schema, std::string data);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tenstone::schemas
