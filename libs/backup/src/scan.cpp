#include "scan.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "quoting.hpp"
#include "row_hash.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
constexpr std::size_t kPieceBytes = 128 << 10U;

std::string column_list(const SourceTable& table) {
  std::string list;
  for (const auto& column : table.columns) list += (list.empty() ? "" : ", ") + quote_identifier(column);
  return list;
}

std::uint64_t pages_of(const SourceTable& table, std::size_t range) {
  if (!table.ranges) return table.pages;
  return std::min(kRangePages, table.pages - range * kRangePages);
}

}  // namespace

std::size_t ranges_of(const SourceTable& table) {
  if (table.pages == 0) return 0;
  return table.ranges ? (table.pages + kRangePages - 1) / kRangePages : 1;
}

Scan::Scan(const Snapshot& snapshot, OpenSink open_sink, std::string_view phase, const OnProgress& on_progress)
    : snapshot_(snapshot),
      open_sink_(std::move(open_sink)),
      on_progress_(on_progress),
      sums_(snapshot.tables().size()),
      progress_{.phase = phase} {
  for (std::size_t table = 0; table < sums_.size(); ++table) {
    left_.push_back(ranges_of(snapshot.tables()[table]));
    for (std::size_t number = 0; number < left_.back(); ++number) ranges_.push_back({table, number});
    progress_.total += snapshot.tables()[table].pages;
    if (left_.back() == 0) ++progress_.tables;
  }
  // The largest come first, so that the workers end together.
  std::ranges::sort(ranges_, std::greater(),
                    [&](const Range& range) { return pages_of(snapshot_.tables()[range.table], range.number); });
}

void Scan::start(Crew& crew, unsigned workers) {
  for (unsigned worker = 0; worker < std::max(workers, 1U); ++worker)
    crew.start([this](std::stop_token stop) { return work(std::move(stop)); });
}

std::optional<Scan::Range> Scan::take_range() {
  const std::lock_guard guard(mutex_);
  if (next_ == ranges_.size()) return std::nullopt;
  return ranges_[next_++];
}

Result<void> Scan::work(std::stop_token stop) {
  auto connection = snapshot_.connect();
  if (!connection) return connection.error();
  const std::stop_callback cancel(stop, [canceller = connection->canceller()] { canceller.cancel(); });
  while (!stop.stop_requested()) {
    const auto range = take_range();
    if (!range) return {};
    if (auto copied = copy(*connection, *range, stop); !copied) return copied;
  }
  return Error(kBackupCancelled);
}

std::string Scan::statement(Range range) const {
  const SourceTable& table = snapshot_.tables()[range.table];
  std::string where = table.condition;
  if (table.ranges) {
    where = fmt::format("WHERE ctid >= '({},0)'", range.number * kRangePages);
    if (range.number + 1 < ranges_of(table))
      where += fmt::format(" AND ctid < '({},0)'", (range.number + 1) * kRangePages);
  }
  return fmt::format("COPY (SELECT {} FROM ONLY {} {}) TO STDOUT", column_list(table),
                     qualified(table.schema, table.name), where);
}

Result<void> Scan::copy(postgres::BlockingConnection& connection, Range range, std::stop_token stop) {
  const auto sink = open_sink_(range.table, range.number);
  TableSum sum;
  std::string piece;
  const auto copied = connection.copy_out(statement(range), [&](std::string_view row) -> Result<void> {
    sum.hash += row_hash(row);
    sum.bytes += row.size();
    piece += row;
    if (piece.size() < kPieceBytes) return {};
    if (stop.stop_requested()) return Error(kBackupCancelled);
    const auto written = sink->write(piece);
    piece.clear();
    return written;
  });
  if (!copied) return copied.error();
  if (auto written = sink->write(piece); !written) return written;
  if (auto finished = sink->finish(); !finished) return finished;
  sum.rows = *copied;
  add(range, sum);
  return {};
}

void Scan::add(Range range, const TableSum& sum) {
  const std::lock_guard guard(mutex_);
  TableSum& all = sums_[range.table];
  all.rows += sum.rows;
  all.bytes += sum.bytes;
  all.hash += sum.hash;
  progress_.rows += sum.rows;
  progress_.bytes += sum.bytes;
  progress_.done += pages_of(snapshot_.tables()[range.table], range.number);
  if (--left_[range.table] == 0) ++progress_.tables;
  if (on_progress_) on_progress_(progress_);
}

}  // namespace tenstone::backup
