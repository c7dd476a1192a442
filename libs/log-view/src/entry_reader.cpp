#include "entry_reader.hpp"

#include <algorithm>

namespace tenstone::log_view {
namespace {

constexpr std::uint64_t kEntryBytes = 2 * Assembler::kMostBytes;  // that are read for one entry around a hit

SourceLine source_line(const Line& line) {
  return {.bytes = line.bytes, .offset = line.begin, .end = line.end, .is_cut = line.is_cut};
}

}  // namespace

EntryReader::EntryReader(const Opened& file, Range range, Direction direction, Budget& budget, std::string literal,
                         std::optional<Time> near)
    : file_(file),
      range_(range),
      direction_(direction),
      budget_(budget),
      writes_years_(file.format.writes_years()),
      by_literal_(!literal.empty() && writes_years_),
      lines_(file.log.file.get(), range.end, range.from, direction, budget, by_literal_ ? literal : std::string()),
      timeline_(file.timeline()),
      at_(range.from) {
  if (by_literal_) return;
  if (!writes_years_) anchor(near);
  assembler_.emplace(file.format, timeline_, direction);
}

// A forward run over a log without years begins with a time that is found backward.
void EntryReader::anchor(std::optional<Time> near) {
  if (near) return timeline_.start_at(*near);
  if (direction_ == Direction::Backward) return;
  Budget budget(kMaxLineBytes);
  Timeline timeline = file_.timeline();
  Assembler entries(file_.format, timeline, Direction::Backward);
  LineReader lines(file_.log.file.get(), file_.size(), file_.size(), Direction::Backward, budget);
  while (const auto line = lines.next())
    if (const Entry* entry = entries.feed(source_line(*line)); entry != nullptr && entry->time)
      return timeline_.begin_before(*entry->time);
}

const Entry* EntryReader::give(const Entry* entry) {
  if (entry == nullptr) return nullptr;
  given_begin_ = entry->offset;
  given_end_ = entry->end;
  at_ = direction_ == Direction::Forward ? entry->end : entry->offset;
  if (entry->time && !writes_years_) near_ = entry->time;
  return entry;
}

const Entry* EntryReader::next() {
  const Entry* entry = by_literal_ ? next_of_hits() : next_of_all();
  if (entry == nullptr || entry->offset >= range_.begin) return entry;
  is_done_ = has_ended_ = true;  // backward, over the beginning of the range
  return nullptr;
}

const Entry* EntryReader::next_of_all() {
  if (has_ended_) return nullptr;
  while (const auto line = lines_.next())
    if (const Entry* entry = give(assembler_->feed(source_line(*line)))) return entry;
  has_ended_ = true;
  is_done_ = lines_.is_done();
  // An entry that the budget cuts comes whole with the next request, unless this one would come no further.
  if (!is_done_ && given_begin_) return nullptr;
  const Entry* last = give(assembler_->finish());
  if (last == nullptr && is_done_) at_ = direction_ == Direction::Forward ? range_.end : range_.begin;
  return last;
}

const Entry* EntryReader::next_of_hits() {
  while (const auto hit = lines_.next()) {
    if (given_begin_ && hit->begin >= *given_begin_ && hit->begin < *given_end_) continue;  // one more in that entry
    if (const Entry* entry = around(*hit)) return give(entry);
  }
  is_done_ = lines_.is_done();
  if (direction_ == Direction::Forward)
    at_ = std::max(at_, is_done_ ? range_.end : lines_.at());
  else
    at_ = std::min(at_, is_done_ ? range_.begin : lines_.at());
  return nullptr;
}

const Entry* EntryReader::single(const Line& line) {
  entry_.raw = line.bytes;
  entry_.offset = line.begin;
  entry_.end = line.end;
  entry_.lines = 1;
  entry_.truncated = line.is_cut;
  entry_.time.reset();
  entry_.time_source = TimeSource::None;
  timeline_ = file_.timeline();  // the entry before is not known, so nothing is inherited
  timeline_.settle(entry_, direction_);
  return &entry_;
}

const Entry* EntryReader::around(const Line& hit) {
  if (const Entry* entry = within_window(hit)) return entry;
  if (file_.format.parse(hit.bytes, other_)) return gather(hit.begin);
  const auto begin = begin_before(hit.begin);
  return gather(begin.value_or(hit.begin));
}

// The usual case: an entry of one line, and the next line begins another one. nullptr: it is not, or that is not known.
const Entry* EntryReader::within_window(const Line& hit) {
  const LineReader::Window window = lines_.window();
  if (hit.is_cut || hit.end > window.end) return nullptr;
  const std::string_view behind = window.bytes.substr(std::min(hit.end - window.begin, window.bytes.size()));
  const std::size_t end = behind.find('\n');
  const bool is_last = hit.end >= file_.size();
  if (!is_last && end == behind.npos) return nullptr;
  if (!is_last && !file_.format.parse(behind.substr(0, end), other_)) return nullptr;
  return file_.format.parse(hit.bytes, entry_) ? single(hit) : nullptr;
}

// The line that begins the entry of the line at `line`, which is none itself. Nothing: it lies further above than an
// entry may have lines.
std::optional<std::uint64_t> EntryReader::begin_before(std::uint64_t line) {
  Budget budget(kEntryBytes);
  LineReader back(file_.log.file.get(), file_.size(), line, Direction::Backward, budget);
  std::optional<std::uint64_t> first = line;
  for (std::size_t count = 0; first && count < Assembler::kMostLines; ++count) {
    const auto above = back.next();
    if (!above) break;  // lines before the first entry are one
    first = above->begin;
    if (file_.format.parse(above->bytes, other_)) break;
    if (count + 1 == Assembler::kMostLines) first.reset();
  }
  budget_.spend(budget.scanned());
  return first;
}

const Entry* EntryReader::gather(std::uint64_t begin) {
  timeline_ = file_.timeline();
  assembler_.emplace(file_.format, timeline_, Direction::Forward);
  Budget budget(kEntryBytes);
  LineReader lines(file_.log.file.get(), file_.size(), begin, Direction::Forward, budget);
  const Entry* entry = nullptr;
  while (entry == nullptr) {
    const auto line = lines.next();
    if (!line) break;
    entry = assembler_->feed(source_line(*line));
  }
  budget_.spend(budget.scanned());
  return entry != nullptr ? entry : assembler_->finish();
}

}  // namespace tenstone::log_view
