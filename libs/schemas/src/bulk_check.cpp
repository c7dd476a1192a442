#include "tenstone/schemas/bulk_check.hpp"

#include "tenstone/json_schema/lines.hpp"
#include "tenstone/runtime/patiently.hpp"
#include "tenstone/schemas/checks.hpp"

namespace tenstone::schemas {
namespace {

using postgres::Statement;

constexpr std::chrono::seconds kPutBack{1};

constexpr Statement kInput{"schema_checks.input", R"(
  select name, version, total_bytes from schema_checks
  where org_id = $1 and id = $2 and finished_at is null and total_bytes is not null)"};
struct InputRow {
  std::string name;
  std::int32_t version;
  std::int64_t total_bytes;
};
constexpr Statement kReadChunk{
    "schema_checks.chunk", "select bytes from schema_check_chunks where org_id = $1 and check_id = $2 and number = $3"};
constexpr Statement kTellProgress{"schema_checks.progress", R"(
  update schema_checks set bytes = $3, rows = $4 where org_id = $1 and id = $2 and finished_at is null)"};

constexpr Statement kReport{"schema_checks.report", R"(
  with reported as (
    update schema_checks
    set finished_at = tenstone.now(), bytes = total_bytes, rows = $3, valid = $4, invalid = $5, unreadable = $6,
        by_code = $7, faults = $8, truncated = $9
    where org_id = $1 and id = $2 and finished_at is null returning org_id, id)
  delete from schema_check_chunks c using reported where c.org_id = reported.org_id and c.check_id = reported.id)"};
constexpr Statement kFail{"schema_checks.fail", R"(
  with failed as (
    update schema_checks set finished_at = tenstone.now(), failure_code = $3, failure_message = $4
    where org_id = $1 and id = $2 and finished_at is null returning org_id, id)
  delete from schema_check_chunks c using failed where c.org_id = failed.org_id and c.check_id = failed.id)"};

// Feeds whole lines until the text or the turn is over, and says how much that was.
struct Turn {
  std::size_t bytes;
  std::chrono::microseconds took;
};
Turn take_turn(json_schema::LineChecker& lines, std::string_view text, std::chrono::milliseconds longest) {
  const runtime::Stopwatch watch;
  std::string_view rest = text;
  do {
    const std::string_view line = rest.substr(0, rest.find('\n') == rest.npos ? rest.npos : rest.find('\n') + 1);
    lines.feed(line);
    rest.remove_prefix(line.size());
  } while (!rest.empty() && watch.elapsed() < longest);
  return {text.size() - rest.size(), watch.elapsed()};
}

// One check that is under way.
struct Checking {
  json_schema::LineChecker lines;
  runtime::Stopwatch since_told = {};
  std::chrono::microseconds worked{0};
};

Task<> write_report(postgres::Database& database, Uuid org, Uuid id, const Report& report) {
  const auto written =
      co_await database.write(kReport, org, id, report.rows, report.valid, report.invalid, report.unreadable,
                              validation::to_json(report.by_code), report.faults.text, report.truncated);
  if (!written) throw Failure(written.error());
}

Task<jobs::Outcome> fail(postgres::Database& database, const jobs::Run& run, Error error) {
  const auto written = co_await database.write(kFail, run.org_id(), run.id(), error.code, error.message);
  if (!written) throw Failure(written.error());
  co_return jobs::Discard{error.message, error.code};
}

}  // namespace

Task<jobs::Outcome> BulkCheck::check(jobs::Run& run) {
  struct Place {
    std::atomic<std::size_t>& taken;
    const std::size_t before = taken++;
    ~Place() { --taken; }
  } const place{running_};
  if (place.before >= limits_.at_once) co_return jobs::Snooze{kPutBack};
  co_return co_await check_input(run);
}

Task<jobs::Outcome> BulkCheck::check_input(jobs::Run& run) {
  const Uuid org = run.org_id(), id = run.id();
  const auto rows = co_await database_.read(kInput, org, id);
  const auto input = rows.one<InputRow>();
  if (!input) co_return jobs::Done{};
  const auto version =
      co_await runtime::patiently([&] { return registry_.compiled(org, input->name, input->version); });
  if (!version) co_return co_await fail(database_, run, version.error());

  Checking checking{json_schema::LineChecker((*version)->schema)};
  const auto left = [&] { return input->total_bytes - static_cast<std::int64_t>(checking.lines.bytes()); };
  for (std::int32_t number = 0; left() > 0; ++number) {
    const auto chunks = co_await database_.read(kReadChunk, org, id, number);
    const auto chunk = chunks.one<postgres::Bytes>();
    if (!chunk) co_return jobs::Done{};  // removed, or done by another attempt
    for (std::string_view rest = chunk->value; !rest.empty();) {
      if (run.stopping()) throw Failure(Error(kBusy, {}, "asked to stop"));
      const auto work = [&] { return take_turn(checking.lines, rest, limits_.turn); };
      const auto turn = co_await runtime::patiently([&] { return pool_.run(work); });
      if (!turn) throw Failure(turn.error());
      rest.remove_prefix(turn->bytes);
      checking.worked += turn->took;
      if (checking.worked > limits_.longest)
        co_return co_await fail(database_, run,
                                Error(json_schema::kCheckTooLong, "Checking these rows takes longer than it may"));
      if (checking.since_told.elapsed() < limits_.tell) continue;
      checking.since_told = {};
      const auto told =
          co_await database_.write(kTellProgress, org, id, static_cast<std::int64_t>(checking.lines.bytes()),
                                   static_cast<std::int64_t>(checking.lines.report().lines));
      if (!told) throw Failure(told.error());
      if (told->affected() == 0) co_return jobs::Done{};
    }
  }
  const auto last = [&] {
    checking.lines.finish();
    return report_of(checking.lines.report());
  };
  const auto report = co_await runtime::patiently([&] { return pool_.run(last); });
  if (!report) throw Failure(report.error());
  co_await write_report(database_, org, id, *report);
  co_return jobs::Done{};
}

}  // namespace tenstone::schemas
