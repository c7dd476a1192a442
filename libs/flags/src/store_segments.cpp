
#include <algorithm>
#include <fmt/core.h>

#include "definition_check.hpp"
#include "definition_schema.hpp"
#include "store_state.hpp"
#include "tenstone/http/errors.hpp"

namespace tenstone::flags {
namespace {

using audit::Changed;
using postgres::Statement;
using postgres::Transaction;

constexpr Statement kFindSegment{"flags.find_segment", R"(
SELECT definition, revision, created_at, changed_at, changed_by FROM flag_segments WHERE key = $1)"};
constexpr Statement kListSegments{"flags.list_segments", R"(
SELECT definition, revision, created_at, changed_at, changed_by FROM flag_segments
 WHERE key > $1 AND definition IS NOT NULL ORDER BY key LIMIT $2)"};
struct SegmentRow {
  std::optional<std::string> definition;
  std::int64_t revision;
  Time created_at, changed_at;
  std::string changed_by;
};
// Made anew after a removal, it is as old as its new row.
constexpr Statement kPutSegment{"flags.put_segment", R"(
INSERT INTO flag_segments AS old (key, definition, revision, created_at, changed_at, changed_by)
VALUES ($1, $2, 1, tenstone.now(), tenstone.now(), $3)
ON CONFLICT (key) DO UPDATE SET
  definition = excluded.definition, revision = old.revision + 1, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by,
  created_at = CASE WHEN old.definition IS NULL THEN excluded.created_at ELSE old.created_at END
RETURNING revision, created_at, changed_at)"};
struct PutSegmentRow {
  std::int64_t revision;
  Time created_at, changed_at;
};
constexpr Statement kRemoveSegment{"flags.remove_segment", R"(
UPDATE flag_segments SET definition = NULL, revision = revision + 1, changed_at = tenstone.now(), changed_by = $2
 WHERE key = $1 RETURNING revision)"};

StoredSegment stored_segment(SegmentRow row) {
  auto segment = validation::parse_json<Segment>(*row.definition);  // as stored_definition()
  if (!segment) throw Failure(Error(kInternal, {}, "a segment in PostgreSQL is unreadable: " + segment.error().code));
  return {std::move(*segment), row.revision, row.created_at, row.changed_at, std::move(row.changed_by)};
}

Task<std::optional<StoredSegment>> locked_segment(Transaction& transaction, const std::string& key) {
  const auto rows = co_await execute(transaction, kFindSegment, key);
  auto row = rows.one<SegmentRow>();
  if (!row || !row->definition) co_return std::nullopt;
  co_return stored_segment(std::move(*row));
}

bool uses(const std::vector<Clause>& clauses, const std::string& segment) {
  return std::ranges::find(clauses, segment, &Clause::segment) != clauses.end();
}
// "flag checkout"; "": nobody.
std::string user_of(const Definitions& all, const std::string& segment) {
  for (const Definition& flag : all.flags)
    for (const Rule& rule : flag.rules)
      if (uses(rule.when, segment)) return "flag " + flag.key;
  for (const Segment& other : all.segments)
    for (const Segment::Group& group : other.any)
      if (uses(group.when, segment)) return "segment " + other.key;
  return {};
}

// Issues of all definitions as those of the segment, the last one of them.
Error about_segment(Error error, const Definitions& all) {
  const std::string place = fmt::format("/segments/{}", all.segments.size() - 1);
  for (Issue& issue : error.issues) {
    if (issue.pointer.starts_with(place)) {
      issue.pointer.erase(0, place.size());
    } else {
      issue.message = fmt::format("makes {} too large, or leads back: {}", issue.pointer, issue.message);
      issue.pointer = "/any";
    }
  }
  return error;
}

}  // namespace

Task<Result<StoredSegment>> Store::find_segment(std::string key) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kFindSegment, key);
  auto row = rows.one<SegmentRow>();
  if (!row || !row->definition) co_return kSegmentNotFound;
  co_return stored_segment(std::move(*row));
}

Task<std::vector<StoredSegment>> Store::list_segments(std::string after, std::size_t limit) {
  const auto state = state_;
  const auto rows = co_await state->database.read(kListSegments, after, static_cast<std::int64_t>(limit));
  std::vector<StoredSegment> segments;
  for (SegmentRow& row : rows.as<SegmentRow>()) segments.push_back(stored_segment(std::move(row)));
  co_return segments;
}

Task<Result<Put<Segment>>> Store::put_segment(By by, Segment segment, std::optional<web::IfMatch> covered) {
  const auto state = state_;
  const auto replace = [&](Transaction& transaction, std::int64_t) -> Task<Result<Changed<Put<Segment>>>> {
    auto known = co_await locked_segment(transaction, segment.key);
    if (known && !covered) co_return http::kPreconditionRequired;
    if (covered && (!known || !covered->covers(known->revision))) co_return web::kPreconditionFailed;
    if (known && known->value == segment) co_return Changed<Put<Segment>>{{std::move(*known), false}, {}};

    auto all = co_await state->others(transaction, {}, true);
    if (!all) co_return all.error();
    std::erase_if(all->segments, [&](const Segment& other) { return other.key == segment.key; });
    all->segments.push_back(segment);
    validation::Issues issues("body");
    if (all->segments.size() > kMaxSegments) issues.add({}, "items", "is one segment more than there may be: 1,000");
    const auto check = [&] { check_all(*all, issues); };
    const auto checked = co_await state->blocking.run(check);
    if (!checked) co_return checked.error();
    if (issues.count() > 0) co_return about_segment(std::move(issues).error(), *all);

    const auto rows = co_await execute(transaction, kPutSegment, segment.key, Json{to_json(segment)}, by.actor);
    const PutSegmentRow row = rows.one<PutSegmentRow>().value();
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag_segment", known ? "changed" : "created", segment.key, row.revision));
    StoredSegment stored{segment, row.revision, row.created_at, row.changed_at, by.actor};
    co_return Changed<Put<Segment>>{{std::move(stored), !known}, std::move(entries)};
  };
  co_return co_await state->change<Put<Segment>>(replace);
}

Task<Result<void>> Store::remove_segment(By by, std::string key, web::IfMatch covered) {
  const auto state = state_;
  const auto drop = [&](Transaction& transaction, std::int64_t) -> Task<Result<Changed<void>>> {
    const auto known = co_await locked_segment(transaction, key);
    if (!known) co_return kSegmentNotFound;
    if (!covered.covers(known->revision)) co_return web::kPreconditionFailed;
    const auto all = co_await state->others(transaction, {}, true);
    if (!all) co_return all.error();
    if (const std::string user = user_of(*all, key); !user.empty())
      co_return Error(kSegmentInUse, fmt::format("The {} uses it", user));
    const auto rows = co_await execute(transaction, kRemoveSegment, key, by.actor);
    std::vector<audit::Entry> entries;
    entries.push_back(entry_of(by, "flag_segment", "removed", key, rows.one<std::int64_t>().value()));
    co_return Changed<void>{std::move(entries)};
  };
  co_return co_await state->change<void>(drop);
}

}  // namespace tenstone::flags
