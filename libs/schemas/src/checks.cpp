#include "tenstone/schemas/checks.hpp"

#include "tenstone/schemas/errors.hpp"

namespace tenstone::schemas {
namespace {

using postgres::Query;
using postgres::Statement;

constexpr std::int64_t kRemovedAtOnce = 16;  // checks, so at most 1 GiB of input in a statement
constexpr std::chrono::hours kUploadsKept{24};

constexpr Statement kBeginUpload{"schema_checks.begin", R"(
  insert into schema_checks (org_id, id, name, version, created_at) values ($1, $2, $3, $4, tenstone.now())
  returning created_at)"};
constexpr Statement kPutChunk{"schema_checks.put_chunk", R"(
  insert into schema_check_chunks (org_id, check_id, number, bytes) values ($1, $2, $3, $4))"};
constexpr Statement kEndUpload{"schema_checks.end_upload",
                               "update schema_checks set total_bytes = $3 where org_id = $1 and id = $2"};
constexpr Statement kRemoveCheck{"schema_checks.remove", R"(
  delete from schema_checks where org_id = $1 and id = $2 and total_bytes is not null)"};
constexpr Statement kAbandon{"schema_checks.abandon", R"(
  delete from schema_checks where org_id = $1 and id = $2 and total_bytes is null)"};

constexpr Statement kFindCheck{"schema_checks.find", R"(
  select id, name, version, created_at, total_bytes, bytes, rows, finished_at, valid, invalid, unreadable, by_code,
         faults, truncated, failure_code, failure_message
  from schema_checks where org_id = $1 and id = $2 and total_bytes is not null)"};
constexpr Statement kListChecks{"schema_checks.list", R"(
  select id, name, version, created_at, total_bytes, bytes, rows, finished_at, valid, invalid, unreadable, by_code,
         case when faults is not null then '[]' end, faults <> '[]', failure_code, failure_message
  from schema_checks where org_id = $1 and id < $2 and total_bytes is not null order by id desc limit $3)"};
struct CheckRow {
  Uuid id;
  std::string name;
  std::int32_t version;
  Time created_at;
  std::int64_t total_bytes, bytes, rows;
  std::optional<Time> finished_at;
  std::int64_t valid, invalid, unreadable;
  std::optional<std::string> by_code, faults;
  std::optional<bool> truncated;
  std::optional<std::string> failure_code, failure_message;
};

// $1 seconds.
constexpr Statement kRemoveOld{"schema_checks.remove_old", R"(
  delete from schema_checks where (org_id, id) in (
    select org_id, id from schema_checks where created_at < tenstone.now() - $1::bigint * interval '1 second'
    order by created_at limit $2 for update skip locked))"};
constexpr Statement kRemoveUploads{"schema_checks.remove_uploads", R"(
  delete from schema_checks where (org_id, id) in (
    select org_id, id from schema_checks
    where created_at < tenstone.now() - $1::bigint * interval '1 second' and total_bytes is null
    order by created_at limit $2 for update skip locked))"};

Check check_of(CheckRow row) {
  Check check{.id = row.id,
              .schema = {std::move(row.name), row.version},
              .created_at = row.created_at,
              .finished_at = row.finished_at,
              .progress = {row.bytes, row.total_bytes, row.rows}};
  if (row.failure_code) {
    check.state = CheckState::Failed;
    check.error = CheckFailure{std::move(*row.failure_code), std::move(row.failure_message).value_or("")};
  }
  if (!row.by_code) return check;
  auto by_code = validation::parse_json<std::map<std::string, std::int64_t>>(*row.by_code);
  if (!by_code) throw Failure(Error(kInternal, {}, "the report of check " + to_string(row.id) + " is unreadable"));
  check.state = CheckState::Succeeded;
  check.report = Report{.rows = row.rows,
                        .valid = row.valid,
                        .invalid = row.invalid,
                        .unreadable = row.unreadable,
                        .by_code = std::move(*by_code),
                        .faults = {std::move(row.faults).value_or("[]")},
                        .truncated = row.truncated.value_or(false)};
  return check;
}

// Of a check without a report: what its job says. A job that has succeeded wrote one since the row was read.
void settle(Check& check, jobs::JobProgress job) {
  using enum jobs::JobState;
  switch (job.state) {
    case Queued:
    case Retrying: check.state = CheckState::Queued; break;
    case Running:
    case Succeeded: check.state = CheckState::Running; break;
    case Cancelled: check.state = CheckState::Cancelled; break;
    case Failed:
      check.state = CheckState::Failed;
      check.error = CheckFailure{std::move(job.error_code).value_or("internal"),
                                 std::move(job.error_text).value_or("The check could not be done")};
  }
}

Task<> ask_jobs(jobs::Reader& reader, Uuid org, std::vector<Check>& checks) {
  std::vector<Uuid> ids;
  std::vector<Check*> open;
  for (Check& check : checks) {
    if (check.finished_at) continue;
    ids.push_back(check.id);
    open.push_back(&check);
  }
  if (ids.empty()) co_return;
  auto all = co_await reader.progress(org, std::move(ids));
  for (std::size_t i = 0; i < open.size(); ++i) settle(*open[i], std::move(all[i]));
}

Query chunk_query(const Upload& upload, std::string bytes) {
  return {kPutChunk, upload.org, upload.id, upload.stored_chunks, postgres::Bytes{std::move(bytes)}};
}

// An upload that took longer than a day was removed.
Error upload_error(const Error& error) {
  return error.is(postgres::kForeignKeyViolation) ? Error(kCheckNotFound) : error;
}

Task<> remove_checks(postgres::Database& database, const Statement& statement, std::chrono::seconds age) {
  for (std::size_t removed = 1; removed > 0;) {
    const auto slice = co_await database.write(statement, static_cast<std::int64_t>(age.count()), kRemovedAtOnce);
    if (!slice) throw Failure(slice.error());
    removed = slice->affected();
  }
}

}  // namespace

Task<Upload> Checks::begin(Uuid org, SchemaName schema) {
  Upload upload{.org = org, .id = ids_.next(), .schema = std::move(schema), .created_at = {}, .chunk = {}};
  const auto begun = co_await database_.write(kBeginUpload, org, upload.id, upload.schema.name, upload.schema.version);
  if (!begun) throw Failure(begun.error());
  upload.created_at = begun->one<Time>().value();
  co_return upload;
}

Task<Result<void>> Checks::add(Upload& upload, std::string_view piece) {
  upload.bytes += static_cast<std::int64_t>(piece.size());
  while (upload.chunk.size() + piece.size() > kChunkBytes) {
    const std::size_t fits = kChunkBytes - upload.chunk.size();
    upload.chunk += piece.substr(0, fits);
    piece.remove_prefix(fits);
    const auto stored = co_await database_.write(chunk_query(upload, std::exchange(upload.chunk, {})));
    if (!stored) co_return upload_error(stored.error());
    ++upload.stored_chunks;
  }
  upload.chunk += piece;
  co_return Result<void>();
}

Task<Result<Check>> Checks::commit(Upload& upload, std::string trace) {
  auto transaction = co_await database_.begin();
  std::vector<Query> last;
  if (!upload.chunk.empty()) last.push_back(chunk_query(upload, std::move(upload.chunk)));
  last.emplace_back(kEndUpload, upload.org, upload.id, upload.bytes);
  const auto stored = co_await transaction.run_together(std::move(last));
  if (!stored) co_return upload_error(stored.error());
  if (stored->back().affected() == 0) co_return kCheckNotFound;
  std::vector<jobs::NewJob> one(1);
  one[0].org_id = upload.org;
  one[0].kind = kKind;
  one[0].queue = kQueue;
  one[0].trace = std::move(trace);
  one[0].id = upload.id;
  const auto queued = co_await queue_.enqueue_and_commit(transaction, std::move(one));
  if (!queued) co_return queued.error();
  queue_.wake(kQueue);
  co_return Check{.id = upload.id,
                  .schema = upload.schema,
                  .created_at = upload.created_at,
                  .progress = {.total_bytes = upload.bytes}};
}

Task<> Checks::abandon(Upload& upload) {
  const auto removed = co_await database_.write(kAbandon, upload.org, upload.id);
  if (!removed) throw Failure(removed.error());
}

Task<std::vector<Check>> Checks::list(Uuid org, std::optional<Uuid> before, std::size_t limit) {
  Uuid last;
  last.bytes.fill(0xFF);
  const auto rows = co_await database_.read(kListChecks, org, before.value_or(last), static_cast<std::int64_t>(limit));
  std::vector<Check> checks;
  for (CheckRow& row : rows.as<CheckRow>()) checks.push_back(check_of(std::move(row)));
  co_await ask_jobs(reader_, org, checks);
  co_return checks;
}

Task<Result<Check>> Checks::find(Uuid org, Uuid id) {
  const auto rows = co_await database_.read(kFindCheck, org, id);
  auto row = rows.one<CheckRow>();
  if (!row) co_return kCheckNotFound;
  std::vector<Check> one;
  one.push_back(check_of(std::move(*row)));
  co_await ask_jobs(reader_, org, one);
  co_return std::move(one.front());
}

Task<Result<void>> Checks::remove(Uuid org, Uuid id) {
  auto transaction = co_await database_.begin();
  const auto removed = co_await transaction.execute(kRemoveCheck, org, id);
  if (!removed) co_return removed.error();
  if (removed->affected() == 0) co_return kCheckNotFound;
  std::vector<Uuid> one{id};
  const auto withdrawn = co_await queue_.withdraw(transaction, org, std::move(one));
  if (!withdrawn) co_return withdrawn.error();
  if (*withdrawn == 0) {
    const auto cancelled = co_await queue_.cancel(transaction, org, id);
    const bool over =
        !cancelled && (cancelled.error().is(jobs::kJobNotFound) || cancelled.error().is(jobs::kJobFinished));
    if (!cancelled && !over) co_return cancelled.error();
  }
  co_await transaction.commit();
  co_return Result<void>();
}

Task<> remove_old_checks(postgres::Database& database, std::chrono::seconds kept_for) {
  co_await remove_checks(database, kRemoveOld, kept_for);
  co_await remove_checks(database, kRemoveUploads, kUploadsKept);
}

}  // namespace tenstone::schemas
