#include "chain_reader.hpp"

#include <algorithm>
#include <optional>

#include "tenstone/log_view/errors.hpp"

namespace tenstone::log_view {
namespace {

constexpr int kTries = 8;

bool is_same_file(const LogFile& a, const LogFile& b) { return a.device == b.device && a.inode == b.inode; }

// The same file, under the name that it has now. Nothing: it has gone.
std::optional<OpenLog> reopen(const Sources& sources, const LogFile& file) {
  for (int i = 0; i < kTries; ++i) {
    auto log = sources.open(file.name);
    if (log && is_same_file(log->about, file)) return std::move(*log);
    const auto chain = stable_chain(sources, file.name);
    if (!chain) continue;
    const auto now = std::ranges::find_if(*chain, [&](const LogFile& each) { return is_same_file(each, file); });
    if (now == chain->end()) return std::nullopt;
    log = sources.open(now->name);
    if (log && is_same_file(log->about, file)) return std::move(*log);
  }
  return std::nullopt;
}

}  // namespace

Result<std::unique_ptr<ChainReader>> ChainReader::open(const Sources& sources, std::string_view log, const Query& query,
                                                       Direction direction, Budget& budget,
                                                       const std::optional<Place>& place) {
  std::unique_ptr<ChainReader> out(new ChainReader(sources, query, direction, budget));
  for (int i = 0; i < kTries; ++i) {
    const auto found = out->find(log, place);
    if (!found) return found.error();
    if (*found) return out;
  }
  return Error(kBusy, "The files of this log are renamed faster than they can be read. Try again");
}

// False: the files were renamed meanwhile.
Result<bool> ChainReader::find(std::string_view log, const std::optional<Place>& place) {
  auto chain = stable_chain(sources_, log);
  if (!chain) return false;
  if (chain->empty()) return kLogNotFound;
  chain_ = std::move(*chain);
  const bool is_alone = stem(log) != log;  // a rotated file is read by itself
  if (is_alone && !place) std::erase_if(chain_, [&](const LogFile& each) { return each.name != log; });
  if (chain_.empty()) return kLogNotFound;
  at_ = direction_ == Direction::Backward ? chain_.size() - 1 : 0;
  auto file = place ? locate(sources_, log, place->position) : sources_.open(chain_[at_].name);
  if (!file) {
    if (!place && file.error().is(kLogNotFound)) return false;
    return file.error();
  }
  const auto found = std::ranges::find_if(chain_, [&](const LogFile& each) { return is_same_file(each, file->about); });
  if (found == chain_.end()) return false;
  if (is_alone)
    chain_ = {*found}, at_ = 0;
  else
    at_ = static_cast<std::size_t>(found - chain_.begin());
  enter(std::move(*file), place);
  first_file_ = at_;
  first_offset_ = entries_->at();
  return true;
}

// Whatever the budget, since a request that ends where it began would be sent again and again.
bool ChainReader::has_come_further() const { return at_ != first_file_ || entries_->at() != first_offset_; }

void ChainReader::enter(OpenLog log, const std::optional<Place>& place) {
  entries_.reset();
  const auto zone = sources_.zone_of(log.about.name);
  file_ = std::make_unique<Opened>(open_log(std::move(log), zone));
  bounds_ = bounds_of(*file_, query_, budget_);
  const std::uint64_t start = direction_ == Direction::Backward ? bounds_.end : bounds_.begin;
  const std::uint64_t from = place ? place->position.offset : start;
  const EntryReader::Range range{.begin = bounds_.begin,
                                 .end = std::max(bounds_.end, bounds_.begin),
                                 .from = std::clamp(from, bounds_.begin, bounds_.end)};
  entries_ = std::make_unique<EntryReader>(*file_, range, direction_, budget_, query_.literal(),
                                           place ? place->near : std::nullopt);
}

// A file that has gone since the chain was read is passed over: its lines are gone with it.
bool ChainReader::enter_next() {
  while (direction_ == Direction::Backward ? at_ > 0 : at_ + 1 < chain_.size()) {
    at_ = direction_ == Direction::Backward ? at_ - 1 : at_ + 1;
    auto log = reopen(sources_, chain_[at_]);
    if (!log) continue;
    chain_[at_] = log->about;
    enter(std::move(*log), std::nullopt);
    return true;
  }
  return false;
}

const Entry* ChainReader::next() {
  for (;;) {
    if (const Entry* entry = entries_->next()) return entry;
    if (!entries_->is_done()) return nullptr;
    if (budget_.is_spent() && has_come_further()) {
      is_done_ = direction_ == Direction::Backward ? at_ == 0 : at_ + 1 == chain_.size();
      return nullptr;
    }
    if (!enter_next()) {
      is_done_ = true;
      return nullptr;
    }
  }
}

Place ChainReader::place() const {
  return {.position = {.file = file_->identity, .offset = entries_->at(), .direction = direction_},
          .near = entries_->near()};
}

std::uint64_t ChainReader::remaining() const {
  if (is_done_) return 0;
  const std::uint64_t at = entries_->at();
  std::uint64_t out =
      direction_ == Direction::Backward ? at - std::min(at, bounds_.begin) : bounds_.end - std::min(at, bounds_.end);
  for (std::size_t i = 0; i < chain_.size(); ++i)
    if (direction_ == Direction::Backward ? i < at_ : i > at_) out += chain_[i].size;
  return out;
}

Result<std::optional<Time>> time_at_end(const Sources& sources, std::string_view log, Direction direction,
                                        Budget& budget) {
  const Query all;
  const auto reader = ChainReader::open(sources, log, all, direction, budget);
  if (!reader) return reader.error();
  while (const Entry* entry = (*reader)->next())
    if (entry->time) return entry->time;
  return std::optional<Time>();
}

}  // namespace tenstone::log_view
