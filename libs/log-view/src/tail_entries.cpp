#include "tail_entries.hpp"

#include "tenstone/validation/validation.hpp"

namespace tenstone::log_view {
namespace {

constexpr std::uint64_t kEnoughToDetect = 64 * 1024;

bool is_same(const Format& a, const Format& b) { return a.layout == b.layout && a.other == b.other; }

}  // namespace

TailEntries::TailEntries(const Logs& logs, std::string log, Query query, const Place& place)
    : logs_(logs),
      log_(std::move(log)),
      query_(std::move(query)),
      shown_(query_),
      read_(place.position),
      given_(place) {
  const auto file = look(read_);
  timeline_.emplace(file ? file->log.about.modified_at : logs_.clock().now(), logs_.sources().zone_of(log_));
  if (place.near)
    timeline_->start_at(*place.near);
  else if (file && !format_.writes_years())
    anchor(*file);
  assembler_ = std::make_unique<Assembler>(format_, *timeline_, Direction::Forward);
}

// A small file may tell less about the format than a larger one of the same log did before.
std::optional<Opened> TailEntries::look(const Position& position) {
  auto log = locate(logs_.sources(), log_, position);
  if (!log) return std::nullopt;
  Opened file = open_log(std::move(*log), logs_.sources().zone_of(log_));
  file_ = file.log.about.name;
  if (file.size() > sampled_) {
    sampled_ = file.size();
    format_ = file.format;
  }
  return file;
}

// The year of an entry follows from the entry before it, which is looked for.
void TailEntries::anchor(const Opened& file) {
  Timeline timeline = file.timeline();
  Assembler entries(file.format, timeline, Direction::Backward);
  Budget budget(kMaxLineBytes);
  LineReader lines(file.log.file.get(), file.size(), read_.offset, Direction::Backward, budget);
  while (const auto line = lines.next()) {
    const Entry* entry =
        entries.feed({.bytes = line->bytes, .offset = line->begin, .end = line->end, .is_cut = line->is_cut});
    if (entry != nullptr && entry->time) return timeline_->start_at(*entry->time);
  }
}

void TailEntries::take(const std::vector<TailEvent>& events, std::string& out) {
  bool has_looked = false;
  for (const TailEvent& event : events) {
    if (event.kind != TailEvent::Kind::Line) {
      change(event, out);
      continue;
    }
    if (sampled_ < kEnoughToDetect && !std::exchange(has_looked, true)) {
      const Format before = format_;
      look(event.behind);
      if (!is_same(before, format_)) {
        const Format now = std::exchange(format_, before);  // of the entry that is held
        give_held(out);
        format_ = now;
        assembler_ = std::make_unique<Assembler>(format_, *timeline_, Direction::Forward);
      }
    }
    take_line(event, out);
  }
}

void TailEntries::take_line(const TailEvent& event, std::string& out) {
  give(assembler_->feed(
           {.bytes = event.line, .offset = read_.offset, .end = event.behind.offset, .is_cut = event.is_cut}),
       out);
  read_ = event.behind;
  holds_entry_ = true;
}

void TailEntries::begin_file(const Position& position) {
  read_ = given_.position = position;
  has_moved_ = true;
  assembler_ = std::make_unique<Assembler>(format_, *timeline_, Direction::Forward);
}

void TailEntries::change(const TailEvent& event, std::string& out) {
  give_held(out);
  look(event.behind);
  begin_file(event.behind);
  if (event.kind == TailEvent::Kind::Rotated) return append(out, "rotated", validation::to_json(RotatedAnswer{file_}));
  const bool truncated = event.kind == TailEvent::Kind::Truncated;
  const GapAnswer gap{.reason = truncated ? GapAnswer::Reason::Truncated : GapAnswer::Reason::Replaced};
  append(out, "gap", validation::to_json(gap));
}

void TailEntries::skip(const Position& to, std::uint64_t skipped_bytes, std::string& out) {
  give_held(out);
  begin_file(to);
  append(out, "gap", validation::to_json(GapAnswer{.reason = GapAnswer::Reason::Slow, .skipped_bytes = skipped_bytes}));
}

void TailEntries::give_held(std::string& out) {
  if (std::exchange(holds_entry_, false)) give(assembler_->finish(), out);
}

Place TailEntries::place(std::uint64_t offset, const Entry& entry) const {
  Place place{.position = read_};
  place.position.offset = offset;
  if (!format_.writes_years()) place.near = entry.time;
  return place;
}

void TailEntries::give(const Entry* entry, std::string& out) {
  if (entry == nullptr) return;
  given_ = place(entry->end, *entry);
  has_moved_ = true;
  const Entry* plain = shown_.of(*entry, format_);
  if (plain == nullptr) return;
  const auto answer = answer_of(*plain, file_, id_of(logs_.cursors(), log_, place(entry->offset, *entry)));
  append(out, "entry", validation::to_json(answer));
}

void TailEntries::append(std::string& out, std::string_view type, std::string_view data) {
  http::append_event(out, {.data = data, .id = id_of(logs_.cursors(), log_, given_), .type = type});
  has_moved_ = false;
}

void TailEntries::append_id(std::string& out) {
  out += "id: " + id_of(logs_.cursors(), log_, given_) + "\n\n";
  has_moved_ = false;
}

}  // namespace tenstone::log_view
