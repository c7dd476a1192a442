// How a process learns of a newer snapshot, and from where it takes it.
#include "flags_state.hpp"
#include "stored_state.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::flags {
namespace {

using namespace std::chrono_literals;

constexpr auto kPatience = 250ms;  // with PostgreSQL, before Redis' word counts alone
constexpr auto kWriter = 100ms;    // until the writer of a change has put it into Redis
constexpr auto kAgain = 1s;        // while PostgreSQL is away

}  // namespace

Task<> Flags::State::ask(std::shared_ptr<State> self) {
  try {
    self->answer = co_await stored_identity(self->database);
  } catch (const Failure& failure) {
    self->failure = failure.error();
  }
  self->asking = false;
  self->answered.notify();
  if (self->late && self->answer) self->follower.hint();
}

// Nothing: it is away, or it does not answer in time. Then its answer is a hint, when it comes.
Task<std::optional<Identity>> Flags::State::ask_database() {
  if (asking) co_await answered.wait(kPatience);
  if (asking) co_return std::nullopt;  // Since before the hint of this refresh: it may not know of the change.
  asking = true;
  late = false;
  answer.reset();
  failure.reset();
  tasks.spawn(ask(shared_from_this()));
  if (asking) co_await answered.wait(kPatience);
  late = asking;
  co_return answer;
}

Task<> Flags::State::refresh() {
  const std::optional<Identity> truth = co_await ask_database();
  const std::size_t before = copies;
  Result<RedisCopy::Seen> seen = co_await copy.look();
  if (truth) {
    co_await follow_database(*truth, std::move(seen), before);
    co_return;
  }
  follower.again_in(kAgain);
  if (seen) {
    co_await follow_redis(*seen);
    co_return;
  }
  throw Failure(failure.value_or(Error(kDeadlineExceeded, {}, "neither PostgreSQL nor Redis answers")));
}

Task<> Flags::State::follow_database(Identity truth, Result<RedisCopy::Seen> seen, std::size_t before) {
  std::optional<std::string> text;
  // What the file had is taken again although it is the same, so that the process says where its flags are from.
  const bool is_new = published.now().identity() != truth || published.now().source() == Source::File;
  if (is_new && settled && seen && seen->identity != truth) {
    // The NOTIFY of a change comes before its copy, which spares PostgreSQL a read of everything by each process.
    if (copies == before) co_await copied.wait(kWriter);
    seen = co_await copy.look();
  }
  if (!is_new) {
    confirm();
  } else if (!seen || seen->identity != truth || !co_await adopt_copy(truth)) {
    text = (co_await stored_text(database)).text;
    adopt(co_await read_stored(blocking, *text));
  }
  if (!seen || seen->identity == published.now().identity()) co_return;
  if (seen->identity && seen->identity->installation != published.now().identity().installation)
    refuse(*seen->identity);
  co_await put_copy(std::move(text), *seen);
}

Task<> Flags::State::follow_redis(const RedisCopy::Seen& seen) {
  if (!seen.identity) co_return;  // An empty Redis is no answer: PostgreSQL may be slow, no more.
  if (*seen.identity == published.now().identity()) {
    confirm();
  } else if (may_adopt(*seen.identity)) {
    co_await adopt_copy(*seen.identity);
  } else {
    refuse(*seen.identity);
  }
  settled = true;
}

// Once in the log.
void Flags::State::refuse(const Identity& other) {
  if (std::exchange(refused, other) == other) return;
  log.warn("flags.copy_refused", {{"version", other.version},
                                  {"installation", to_string(other.installation)},
                                  {"mine", to_string(published.now().identity().installation)}});
}

// Without PostgreSQL's word.
bool Flags::State::may_adopt(const Identity& other) const {
  const Snapshot& mine = published.now();
  if (mine.source() == Source::Defaults) return true;
  if (mine.identity().installation != other.installation) return false;
  return mine.source() == Source::File || mine.version() < other.version;
}

// False: Redis has another one by now, or not a readable one.
Task<bool> Flags::State::adopt_copy(Identity wanted) {
  auto text = co_await copy.text();
  if (!text) co_return false;
  auto next = co_await read_in(blocking, std::move(*text), Source::Redis);
  if (!next) log.warn("flags.unreadable", {{"from", "redis"}, {"code", next.error().code}});
  if (!next || next->identity() != wanted) co_return false;
  adopt(std::move(*next));
  co_return true;
}

// The text of the published snapshot, if it is at hand.
Task<> Flags::State::put_copy(std::optional<std::string> text, const RedisCopy::Seen& seen) {
  const auto snapshot = published.hold();
  if (text) {
    // Meanwhile the writer has put it there itself, perhaps, or another process.
    const auto again = co_await copy.look();
    if (again && again->identity == snapshot->identity()) co_return;
  } else {
    const auto write = [&] { return to_text(*snapshot); };
    const auto run = [&] { return blocking.run(write); };
    auto written = co_await runtime::patiently(run);
    text = std::move(*written);
  }
  const auto put = co_await copy.replace(snapshot->identity(), std::move(*text), seen);
  if (put) co_return;
  log.debug("flags.redis_not_told", {{"code", put.error().code}});
  follower.again_in(kAgain);
}

Task<> Flags::State::announce() {
  try {
    const auto seen = co_await copy.look();
    if (seen) {
      StoredText stored = co_await stored_text(database);
      const auto put = co_await copy.replace(stored.identity, std::move(stored.text), *seen);
      if (!put) log.debug("flags.redis_not_told", {{"code", put.error().code}});
    } else {
      log.debug("flags.redis_not_told", {{"code", seen.error().code}});
    }
  } catch (const Failure& failure) {
    log.warn("flags.not_announced", {{"code", failure.error().code}});
  }
}

}  // namespace tenstone::flags
