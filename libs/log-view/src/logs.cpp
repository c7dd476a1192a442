#include "tenstone/log_view/logs.hpp"

#include <algorithm>

#include "chain_reader.hpp"
#include "shown.hpp"
#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {

std::vector<LogAnswer> answers_of(const std::vector<LogFile>& files) {
  std::vector<LogAnswer> out;
  for (const LogFile& file : files)
    out.push_back({.name = file.name, .size_bytes = file.size, .modified_at = file.modified_at});
  return out;
}

std::string id_of_entry(const web::Cursors& cursors, std::string_view log, const Opened& file, const Entry& entry) {
  Place place{.position = {.file = file.identity, .offset = entry.offset}};
  if (!file.format.writes_years()) place.near = entry.time;
  return id_of(cursors, log, place);
}

Scan scan_of(const ChainReader& reader, const Budget& budget) {
  return {.scanned_bytes = budget.scanned(), .remaining_bytes = reader.remaining(), .complete = reader.is_done()};
}

// Where a line begins that has no end yet; otherwise the end of the file.
std::uint64_t end_of(const Opened& file) {
  Budget budget(kMaxLineBytes);
  LineReader back(file.log.file.get(), file.size(), file.size(), Direction::Backward, budget);
  const auto last = back.next();
  return last && !last->is_ended ? last->begin : file.size();
}

}  // namespace

Logs::Logs(const Sources& sources, const web::Cursors& cursors, const Clock& clock, LogsOptions options)
    : sources_(sources), cursors_(cursors), clock_(clock), options_(options) {}

Budget Logs::budget() const { return {clock_, options_.budget_bytes, options_.budget_time}; }

LogsAnswer Logs::list() const { return {answers_of(sources_.list())}; }

Result<AboutAnswer> Logs::about(const AboutQuery& query) const {
  Budget budget = this->budget();
  const Query all;
  const auto reader = ChainReader::open(sources_, query.log, all, Direction::Backward, budget);
  if (!reader) return reader.error();
  const Opened& file = (*reader)->file();
  AboutAnswer out{.log = query.log, .format = std::string(file.format.layout->name())};
  if (file.format.other != nullptr) out.other_format = file.format.other->name();
  if (file.zone) out.zone = file.zone->name();
  for (const LogFile& each : (*reader)->chain()) out.size_bytes += each.size;
  out.files = answers_of((*reader)->chain());
  for (const auto& [time, direction] :
       {std::pair(&out.first_time, Direction::Forward), std::pair(&out.last_time, Direction::Backward)}) {
    auto found = time_at_end(sources_, query.log, direction, budget);
    if (!found) return found.error();
    *time = *found;
  }
  return out;
}

Result<EntriesAnswer> Logs::entries(const EntriesQuery& query) const {
  const auto parsed = Query::parse(query.q, clock_.now());
  if (!parsed) return parsed.error();
  const auto place = cursors_.open<Place>(query);
  if (!place) return place.error();
  Budget budget = this->budget();
  const Direction direction = query.order == Order::Newest ? Direction::Backward : Direction::Forward;
  const auto opened = ChainReader::open(sources_, query.log, *parsed, direction, budget, *place);
  if (!opened) return opened.error();
  ChainReader& reader = **opened;
  EntriesAnswer out;
  if (!*place && query.order == Order::Newest)
    out.end =
        id_of(cursors_, query.log, {.position = {.file = reader.file().identity, .offset = end_of(reader.file())}});
  Shown shown(*parsed);
  while (std::ssize(out.data) < query.limit) {
    const Entry* entry = reader.next();
    if (entry == nullptr) break;
    if (const Entry* plain = shown.of(*entry, reader.file().format))
      out.data.push_back(
          answer_of(*plain, reader.file().log.about.name, id_of_entry(cursors_, query.log, reader.file(), *entry)));
  }
  out.scan = scan_of(reader, budget);
  if (!reader.is_done()) out.next_cursor = cursor_at(cursors_, query, reader.place());
  return out;
}

Result<ContextAnswer> Logs::context(const ContextQuery& query) const {
  const auto place = place_of(cursors_, query.log, query.at);
  if (!place) return place.error();
  Budget budget = this->budget();
  const Query all;
  Shown shown(all);
  ContextAnswer out;
  const auto read = [&](Direction direction, int most) -> Result<void> {
    const auto reader = ChainReader::open(sources_, query.log, all, direction, budget, *place);
    if (!reader) return reader.error();
    for (int i = 0; i < most; ++i) {
      const Entry* entry = (*reader)->next();
      if (entry == nullptr) break;
      out.data.push_back(answer_of(*shown.of(*entry, (*reader)->file().format), (*reader)->file().log.about.name,
                                   id_of_entry(cursors_, query.log, (*reader)->file(), *entry)));
    }
    return {};
  };
  if (const auto before = read(Direction::Backward, query.before); !before) return before.error();
  std::ranges::reverse(out.data);
  out.index = out.data.size();
  if (const auto after = read(Direction::Forward, query.after + 1); !after) return after.error();
  return out;
}

}  // namespace tenstone::log_view
