#include "scan.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <utility>

#include "quoting.hpp"
#include "row_hash.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
constexpr std::size_t kPieceBytes = 128 << 10U;
constexpr std::uint64_t kStreamBytes = 64 << 20U;  // of rows, in one stream: a restore loads streams side by side

std::string column_list(const SourceTable& table) {
  std::string list;
  for (const auto& column : table.columns) list += (list.empty() ? "" : ", ") + quote_identifier(column);
  return list;
}

std::string in_parentheses(const std::string& list) { return list.empty() ? list : '(' + list + ')'; }

}  // namespace

Scan::Scan(const Snapshot& snapshot, OpenSink open_sink, std::string_view phase, const OnProgress& on_progress)
    : snapshot_(snapshot),
      open_sink_(std::move(open_sink)),
      on_progress_(on_progress),
      sums_(snapshot.tables().size()),
      pages_(snapshot.tables().size()),
      progress_{.phase = phase} {
  for (std::size_t table = 0; table < sums_.size(); ++table) {
    const std::uint64_t pages = snapshot.tables()[table].pages;
    progress_.total += pages;
    if (pages == 0)
      ++progress_.tables;
    else
      tables_.push_back(table);
  }
  // The largest come first, so that the workers end together.
  std::ranges::sort(tables_, std::greater(), [&](std::size_t table) { return snapshot_.tables()[table].pages; });
}

void Scan::start(Crew& crew, unsigned workers) {
  for (unsigned worker = 0; worker < std::max(workers, 1U); ++worker) {
    const auto pieces = std::make_shared<Pieces>();
    crew.start([this, pieces](const std::stop_token& stop) { return read(*pieces, stop); });
    if (open_sink_) crew.start([this, pieces](const std::stop_token& stop) { return store(*pieces, stop); });
  }
}

std::optional<std::size_t> Scan::take_table() {
  const std::lock_guard guard(mutex_);
  if (next_ == tables_.size()) return std::nullopt;
  return tables_[next_++];
}

Result<void> Scan::read(Pieces& pieces, const std::stop_token& stop) {
  auto connection = snapshot_.connect();
  if (!connection) return connection.error();
  const std::stop_callback cancel(stop, [canceller = connection->canceller()] { canceller.cancel(); });
  while (!stop.stop_requested()) {
    const auto table = take_table();
    if (!table) {
      pieces.close();
      return {};
    }
    if (auto copied = copy(*connection, *table, pieces, stop); !copied) return copied;
  }
  return Error(kBackupCancelled);
}

Result<void> Scan::store(Pieces& pieces, const std::stop_token& stop) {
  std::unique_ptr<RowSink> sink;
  while (const auto piece = pieces.pop(stop)) {
    if (!sink) sink = open_sink_(piece->table);
    if (auto written = sink->write(piece->bytes); !written) return written;
    if (!piece->last) continue;
    if (auto finished = sink->finish(); !finished) return finished;
    sink.reset();
  }
  if (stop.stop_requested()) return Error(kBackupCancelled);
  return {};
}

// COPY of a table never reads its children. One of a query does not read through a few buffers.
std::string Scan::statement(std::size_t table) const {
  const SourceTable& from = snapshot_.tables()[table];
  const std::string name = qualified(from.schema, from.name), columns = column_list(from);
  if (from.condition.empty()) return fmt::format("COPY {} {} TO STDOUT", name, in_parentheses(columns));
  return fmt::format("COPY (SELECT {} FROM ONLY {} {}) TO STDOUT", columns, name, from.condition);
}

Result<void> Scan::copy(postgres::BlockingConnection& connection, std::size_t table, Pieces& pieces,
                        const std::stop_token& stop) {
  TableSum sum;  // of one stream
  Piece piece{.table = table};
  const auto pass_on = [&](bool last) {
    if (!open_sink_) return !stop.stop_requested();
    piece.last = last;
    return pieces.push(std::exchange(piece, {.table = table}), stop);
  };
  std::uint64_t unsent = 0;
  const auto copied = connection.copy_out(statement(table), [&](std::string_view row) -> Result<void> {
    ++sum.rows;
    sum.hash += row_hash(row);
    sum.bytes += row.size();
    unsent += row.size();
    if (open_sink_) piece.bytes += row;
    if (unsent < kPieceBytes) return {};
    unsent = 0;
    const bool last = sum.bytes >= kStreamBytes;
    if (!pass_on(last)) return Error(kBackupCancelled);
    if (last) add(table, std::exchange(sum, {}), false);
    return {};
  });
  if (!copied) return copied.error();
  if (sum.rows != 0 && !pass_on(true)) return Error(kBackupCancelled);
  add(table, sum, true);
  return {};
}

void Scan::add(std::size_t table, const TableSum& sum, bool last) {
  const std::lock_guard guard(mutex_);
  TableSum& all = sums_[table];
  all.rows += sum.rows;
  all.bytes += sum.bytes;
  all.hash += sum.hash;
  progress_.rows += sum.rows;
  progress_.bytes += sum.bytes;
  const SourceTable& from = snapshot_.tables()[table];
  // Before its end a table's rows are set against what the planner believes that it has.
  const double share = last ? 1
                       : from.rows == 0
                           ? 0
                           : static_cast<double>(std::min(all.rows, from.rows)) / static_cast<double>(from.rows);
  const auto read = static_cast<std::uint64_t>(share * static_cast<double>(from.pages));
  progress_.done += read - std::exchange(pages_[table], read);
  if (last) ++progress_.tables;
  if (on_progress_) on_progress_(progress_);
}

}  // namespace tenstone::backup
