#include <algorithm>
#include <array>

#include "chain_reader.hpp"
#include "shown.hpp"
#include "tenstone/log_view/logs.hpp"

namespace tenstone::log_view {
namespace {

using std::chrono::seconds;

struct Grid : web::Paging {
  std::string log, q;
  Time from, to;
  std::uint64_t bucket_seconds = 0;
};
constexpr auto schema(validation::For<Grid>) {
  using validation::field;
  return web::paged<Grid>(field("log", &Grid::log), field("q", &Grid::q), field("from", &Grid::from),
                          field("to", &Grid::to), field("bucket_seconds", &Grid::bucket_seconds));
}

Time floor_to(Time time, std::uint64_t length) {
  const auto step = static_cast<std::int64_t>(length);
  const auto second = std::chrono::floor<seconds>(time.time_since_epoch()).count();
  return Time(seconds(second - ((second % step) + step) % step));
}

Time ceil_to(Time time, std::uint64_t length) {
  const Time floor = floor_to(time, length);
  return floor == time ? time : floor + seconds(length);
}

// Lengths that people count in; beyond them, whole days. The grid of an answer asked for anew is the same grid.
std::uint64_t bucket_length(Time from, Time to, int buckets) {
  constexpr std::array kLengths{1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200};
  constexpr std::uint64_t kDay = 86'400;
  const auto fits = [&](std::uint64_t length) {
    return ceil_to(to, length) - floor_to(from, length) <= seconds(length) * buckets;
  };
  for (const int length : kLengths)
    if (fits(static_cast<std::uint64_t>(length))) return static_cast<std::uint64_t>(length);
  std::uint64_t length = kDay;
  while (!fits(length)) length += kDay;
  return length;
}

class Counts {
 public:
  explicit Counts(const Grid& grid) : grid_(grid) {
    const auto step = seconds(grid.bucket_seconds);
    for (Time at = grid.from; at < grid.to; at += step) out_.data.push_back({.from = at});
  }
  void add(const Entry& entry) {
    if (!entry.time) {
      ++out_.untimed;
      return;
    }
    if (*entry.time < grid_.from || *entry.time >= grid_.to) return;
    const auto at = std::chrono::floor<seconds>(*entry.time - grid_.from).count();
    Bucket& bucket = out_.data[static_cast<std::size_t>(at) / grid_.bucket_seconds];
    ++out_.entries;
    ++bucket.entries;
    if (entry.level == Level::Warn) ++bucket.warnings;
    if (entry.level >= Level::Error) ++bucket.errors;
  }
  HistogramAnswer take() { return std::move(out_); }

 private:
  const Grid& grid_;
  HistogramAnswer out_;
};

}  // namespace

// Those of the request, else those of its query, else those of the log. `from` >= `to`: there are none.
Result<std::pair<Time, Time>> Logs::times_of(const HistogramQuery& query, const Query& parsed, Budget& budget) const {
  Time from = query.from.value_or(parsed.begin()), to = query.to.value_or(parsed.end());
  if (from == Time::min()) {
    const auto first = time_at_end(sources_, query.log, Direction::Forward, budget);
    if (!first) return first.error();
    from = first->value_or(Time::max());
  }
  if (to == Time::max()) {
    const auto last = time_at_end(sources_, query.log, Direction::Backward, budget);
    if (!last) return last.error();
    to = *last ? **last + seconds(1) : Time::min();
  }
  return std::pair(from, to);
}

Result<HistogramAnswer> Logs::histogram(const HistogramQuery& query) const {
  Budget budget = this->budget();
  const auto parsed = Query::parse(query.q, clock_.now());
  if (!parsed) return parsed.error();
  const auto times = times_of(query, *parsed, budget);
  if (!times) return times.error();
  auto [from, to] = *times;
  if (from >= to) to = from = Time();
  Grid grid;
  grid.log = query.log;
  grid.q = query.q;
  grid.bucket_seconds = bucket_length(from, to, query.buckets);
  grid.from = floor_to(from, grid.bucket_seconds);
  grid.to = ceil_to(to, grid.bucket_seconds);
  grid.cursor = query.cursor;
  const auto place = cursors_.open<Place>(grid);
  if (!place) return place.error();
  const auto opened = ChainReader::open(sources_, query.log, *parsed, Direction::Backward, budget, *place);
  if (!opened) return opened.error();
  ChainReader& reader = **opened;
  Shown shown(*parsed);
  Counts counts(grid);
  while (const Entry* entry = reader.next())
    if (const Entry* plain = shown.counted(*entry, reader.file().format)) counts.add(*plain);
  HistogramAnswer out = counts.take();
  if (!out.data.empty()) {
    out.from = grid.from;
    out.to = grid.to;
  }
  out.bucket_seconds = grid.bucket_seconds;
  out.scan = {.scanned_bytes = budget.scanned(), .remaining_bytes = reader.remaining(), .complete = reader.is_done()};
  if (!reader.is_done()) out.next_cursor = cursor_at(cursors_, grid, reader.place());
  return out;
}

}  // namespace tenstone::log_view
