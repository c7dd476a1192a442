#include "load.hpp"

#include <algorithm>
#include <fmt/core.h>

#include "catalog.hpp"
#include "crew.hpp"
#include "quoting.hpp"
#include "tenstone/backup/run_errors.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;

std::string copy_statement(const TableEntry& table) {
  std::string columns;
  for (const auto& column : table.columns) columns += (columns.empty() ? "" : ", ") + quote_identifier(column);
  if (!columns.empty()) columns = '(' + columns + ')';
  return fmt::format("COPY {} {} FROM STDIN", qualified(table.schema, table.name), columns);
}

}  // namespace

Load::Load(const Reading& reading, const Manifest& manifest, std::string url, const OnProgress& on_progress)
    : reading_(reading),
      manifest_(manifest),
      url_(std::move(url)),
      on_progress_(on_progress),
      rows_(manifest.tables.size()) {
  for (std::size_t table = 0; table < manifest.tables.size(); ++table) {
    const auto& streams = manifest.tables[table].streams;
    for (const auto& stream : streams) parts_.push_back({table, &stream});
    left_.push_back(streams.size());
    progress_.total += manifest.tables[table].bytes;
    if (streams.empty()) ++progress_.tables;
  }
  std::ranges::sort(parts_, std::greater(), [](const Part& part) { return part.stream->bytes; });
}

Result<void> Load::run(unsigned workers, const std::stop_token& stop) {
  Crew crew(stop);
  for (unsigned worker = 0; worker < std::max(workers, 1U); ++worker)
    crew.start([this](std::stop_token ours) { return work(std::move(ours)); });
  if (auto done = crew.join(); !done) return done;
  return check_rows();
}

std::optional<Load::Part> Load::take_part() {
  const std::lock_guard guard(mutex_);
  if (next_ == parts_.size()) return std::nullopt;
  return parts_[next_++];
}

Result<void> Load::work(std::stop_token stop) {
  constexpr std::chrono::seconds kConnectTimeout(10);
  auto connection = BlockingConnection::open(url_, kConnectTimeout, "tenstone restore");
  if (!connection) return connection.error();
  if (auto prepared = prepare_session(*connection); !prepared) return prepared;
  const std::stop_callback cancel(stop, [canceller = connection->canceller()] { canceller.cancel(); });
  while (!stop.stop_requested()) {
    const auto part = take_part();
    if (!part) return {};
    if (auto copied = copy(*connection, *part, stop); !copied) return copied;
  }
  return Error(kBackupCancelled);
}

Result<void> Load::copy(BlockingConnection& connection, const Part& part, const std::stop_token& stop) {
  StreamReader reader = reading_.stream(*part.stream);
  const auto rows = connection.copy_in(copy_statement(manifest_.tables[part.table]), [&]() -> Result<std::string_view> {
    if (stop.stop_requested()) return Error(kBackupCancelled);
    return reader.next();
  });
  if (!rows) return rows.error();
  add(part, *rows);
  return {};
}

void Load::add(const Part& part, std::uint64_t rows) {
  const std::lock_guard guard(mutex_);
  rows_[part.table] += rows;
  progress_.rows += rows;
  progress_.bytes += part.stream->bytes;
  progress_.done = progress_.bytes;
  if (--left_[part.table] == 0) ++progress_.tables;
  if (on_progress_) on_progress_(progress_);
}

Result<void> Load::check_rows() const {
  for (std::size_t table = 0; table < rows_.size(); ++table) {
    const TableEntry& wanted = manifest_.tables[table];
    if (rows_[table] != wanted.rows)
      return Error(kBackupRestoreDiffers,
                   fmt::format("The table {} got {} rows, not {}", qualified(wanted.schema, wanted.name), rows_[table],
                               wanted.rows));
  }
  return {};
}

}  // namespace tenstone::backup
