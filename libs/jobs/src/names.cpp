#include "names.hpp"

#include <fmt/core.h>

#include "tenstone/jobs/job.hpp"

namespace tenstone::jobs {
namespace {

using postgres::Statement;
constexpr Statement kFindQueue{"jobs.find_queue", "SELECT id FROM queues WHERE name = $1"};
constexpr Statement kAddQueue{"jobs.add_queue", "INSERT INTO queues (name) VALUES ($1) ON CONFLICT DO NOTHING"};
constexpr Statement kFindKind{"jobs.find_kind", "SELECT id FROM job_kinds WHERE name = $1"};
constexpr Statement kAddKind{"jobs.add_kind", "INSERT INTO job_kinds (name) VALUES ($1) ON CONFLICT DO NOTHING"};
constexpr Statement kKinds{"jobs.kinds", "SELECT id, name FROM job_kinds WHERE id = ANY ($1::int[])"};

}  // namespace

Names::Names(runtime::Loops& loops, postgres::Database& database)
    : database_(database), known_(loops, [](runtime::Loop&) { return std::make_unique<Both>(); }) {}

Task<Result<std::int32_t>> Names::queue(std::string name) {
  return find(known_.here().queues, std::move(name), kFindQueue, kAddQueue);
}

Task<Result<std::int32_t>> Names::kind(std::string name) {
  return find(known_.here().kinds, std::move(name), kFindKind, kAddKind);
}

Task<std::vector<Names::Kind>> Names::kinds(std::vector<std::int32_t> ids) {
  const auto rows = co_await database_.read(kKinds, ids);
  co_return rows.as<Kind>();
}

Task<Result<std::int32_t>> Names::find(Known& known, std::string name, const Statement& read, const Statement& add) {
  if (const auto it = known.find(name); it != known.end()) co_return it->second;
  std::optional<std::int32_t> id;
  {
    const auto rows = co_await database_.read(read, name);
    id = rows.one<std::int32_t>();
  }
  if (!id) {
    const auto added = co_await database_.write(add, name);
    if (!added) co_return Error(kInvalidName, fmt::format("'{}' is not a name: {}", name, kInvalidName.meaning()));
    const auto rows = co_await database_.read(read, name);
    id = rows.one<std::int32_t>();
    if (!id) throw Failure(Error(kInternal, {}, fmt::format("the name '{}' was added and is not there", name)));
  }
  known.emplace(std::move(name), *id);
  co_return *id;
}

}  // namespace tenstone::jobs
