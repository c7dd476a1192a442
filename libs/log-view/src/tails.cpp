#include "tenstone/log_view/tails.hpp"

#include <algorithm>
#include <numeric>

#include "tail_entries.hpp"
#include "tenstone/log_view/live_tail.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::log_view {
namespace {
using namespace std::chrono_literals;

constexpr auto kQuiet = 250ms;                           // after which the last entry is taken to be whole
constexpr std::uint64_t kFullBytes = kMaxLineBytes / 2;  // of events, where more is likely to wait

struct OpenTail {
  Tail tail;
  std::unique_ptr<TailEntries> entries;
};

Result<OpenTail> open_tail(const Logs& logs, const TailQuery& query, const Query& parsed) {
  Place place;
  if (query.after) {
    auto after = place_of(logs.cursors(), query.log, *query.after);
    if (!after) return after.error();
    place = std::move(*after);
  }
  auto tail =
      query.after ? Tail::from(logs.sources(), query.log, place.position) : Tail::from_end(logs.sources(), query.log);
  if (!tail) return tail.error();
  place.position = tail->position();
  return OpenTail{std::move(*tail), std::make_unique<TailEntries>(logs, query.log, parsed, place)};
}

std::uint64_t bytes_of(const std::vector<TailEvent>& events) {
  return std::accumulate(events.begin(), events.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const TailEvent& event) { return sum + event.line.size(); });
}

// A reader that cannot follow begins anew near the end of its file. Nothing: it is not that far behind.
std::optional<Tail> skipped_on(const Logs& logs, const std::string& log, const Position& at, TailEntries& entries,
                               std::string& out) {
  const auto file = locate(logs.sources(), log, at);
  if (!file || file->about.size - at.offset <= kMostBehind) return std::nullopt;
  Budget budget(kBehindAfterGap);
  LineReader lines(file->file.get(), file->about.size, file->about.size - kBehindAfterGap, Direction::Forward, budget);
  const auto line = lines.next();
  if (!line) return std::nullopt;
  Position to = at;
  to.offset = line->begin;
  auto tail = Tail::from(logs.sources(), log, to);
  if (!tail) return std::nullopt;
  entries.skip(tail->position(), to.offset - at.offset, out);
  return std::move(*tail);
}

class Source final : public http::EventSource {
 public:
  Source(const Logs& logs, runtime::BlockingPool& pool, http::StreamLimit::Slot slot, std::string log, OpenTail open)
      : logs_(logs),
        pool_(pool),
        slot_(std::move(slot)),
        log_(std::move(log)),
        entries_(std::move(open.entries)),
        live_(std::in_place, std::move(open.tail), pool) {}

  Task<Result<bool>> next(std::string& out, std::chrono::milliseconds wait) override {
    const auto until = std::chrono::steady_clock::now() + wait;
    if (!std::exchange(has_begun_, true)) entries_->append_id(out);
    while (!has_ended_ && out.empty()) {
      const auto left = until - std::chrono::steady_clock::now();
      if (left.count() <= 0) break;
      const auto events = co_await live_->next(entries_->holds_entry() ? std::min<decltype(left)>(left, kQuiet) : left);
      if (has_ended_) break;
      auto step = [&] { return take(events, out); };
      auto further = co_await runtime::patiently([&] { return pool_.run(step); });
      if (!further) co_return further.error();
      if (*further) live_.emplace(std::move(**further), pool_);
    }
    if (has_ended_) co_return false;
    if (out.empty() && entries_->has_moved()) entries_->append_id(out);
    co_return true;
  }

  void end() override {
    has_ended_ = true;
    live_->stop();
  }

 private:
  std::optional<Tail> take(const std::vector<TailEvent>& events, std::string& out) {
    if (events.empty()) {
      entries_->give_held(out);
      return std::nullopt;
    }
    entries_->take(events, out);
    if (bytes_of(events) < kFullBytes) return std::nullopt;
    return skipped_on(logs_, log_, live_->position(), *entries_, out);
  }

  const Logs& logs_;
  runtime::BlockingPool& pool_;
  const http::StreamLimit::Slot slot_;
  const std::string log_;
  const std::unique_ptr<TailEntries> entries_;
  std::optional<LiveTail> live_;
  bool has_begun_ = false, has_ended_ = false;
};

}  // namespace

Task<Result<std::unique_ptr<http::EventSource>>> Tails::open(const http::Request& request, TailQuery query) {
  auto slot = limit_.enter(request, kTooManyTails);
  if (!slot) co_return slot.error();
  const auto work = [&]() -> Result<OpenTail> {
    const auto parsed = Query::parse(query.q, logs_.clock().now());
    if (!parsed) return parsed.error();
    return open_tail(logs_, query, *parsed);
  };
  auto opened = co_await pool_.run(work);
  if (!opened) co_return opened.error();
  if (!*opened) co_return opened->error();
  co_return std::make_unique<Source>(logs_, pool_, std::move(*slot), std::move(query.log), std::move(**opened));
}

}  // namespace tenstone::log_view
