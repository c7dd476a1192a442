#include "tenstone/flags/flags.hpp"

#include "flags_state.hpp"
#include "snapshot_file.hpp"
#include "stored_state.hpp"
#include "tenstone/runtime/patiently.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::flags {
namespace {

using namespace std::chrono_literals;

constexpr auto kFirstAnswer = 500ms;
constexpr auto kLetGo = 100ms;
constexpr std::size_t kMany = 500;
constexpr Source kSources[] = {Source::Defaults, Source::File, Source::Redis, Source::PostgreSql};

Snapshot first_snapshot(const Options& options, const logging::Logger& log) {
  if (!options.file.empty()) {
    auto kept = read_file(options.file);
    if (kept && *kept) return std::move(**kept);
    if (kept)
      log.warn("flags.file_ignored",
               {{"file", options.file.string()}, {"code", kept->error().code}, {"detail", kept->error().detail}});
  }
  auto program = Program::compile(options.defaults);
  if (!program) throw Failure(program.error());
  return Snapshot({}, Source::Defaults, std::move(*program), {});
}

}  // namespace

Flags::State::State(runtime::Loops& all, runtime::BlockingPool& pool, postgres::Database& with, redis::Redis& cache,
                    logging::Logger logger, metrics::Registry& registry, Options how)
    : home(all[0]),
      blocking(pool),
      database(with),
      copy(cache),
      redis(cache),
      log(std::move(logger)),
      options(std::move(how)),
      published(all, first_snapshot(options, log)),
      version(registry.gauge("tenstone_flags_version_count",
                             "Changes in the version of the flags that this process decides by")),
      copied(home),
      answered(home),
      stale(registry.watch("tenstone_flags_stale_count",
                           "1 while nobody has confirmed the flags of this process for 10 s, else 0",
                           [this] { return is_stale() ? 1.0 : 0.0; })),
      follower(home, "flags", options.look),
      tasks(home) {
  for (const Source source : kSources)
    sources.emplace_back(source, registry.gauge("tenstone_flags_source_count",
                                                "1 for the place from where this process has its flags, else 0",
                                                {{"source", std::string(to_string(source))}}));
  measure();
}

void Flags::State::measure() {
  version.set(static_cast<double>(published.now().version()));
  for (const auto& [source, gauge] : sources) gauge.set(source == published.now().source() ? 1 : 0);
}

void Flags::State::confirm() {
  confirmed_at = std::chrono::steady_clock::now().time_since_epoch().count();
  settled = true;
}

bool Flags::State::is_stale() const {
  const std::chrono::steady_clock::duration at(confirmed_at);
  return at.count() == 0 || std::chrono::steady_clock::now().time_since_epoch() - at > options.stale_after;
}

void Flags::State::adopt(Snapshot next) {
  if (next.identity() != published.now().identity())
    log.info("flags.changed", {{"version", next.version()}, {"from", to_string(next.source())}});
  if (published.now().program().definitions().flags.size() > kMany)
    tasks.spawn(retire(shared_from_this(), published.hold()));
  published.publish(std::move(next));
  measure();
  confirm();
  for (const auto& call : changed) call();
  if (!started || options.file.empty()) return;
  to_keep = true;
  if (!std::exchange(keeping, true)) tasks.spawn(keep(shared_from_this()));
}

// To free thousands of flags takes milliseconds: in the pool, when the loops have let go of them.
Task<> Flags::State::retire(std::shared_ptr<State> self, std::shared_ptr<const Snapshot> old) {
  co_await runtime::sleep_for(kLetGo);
  const auto free = [&] { old.reset(); };
  const auto run = [&] { return self->blocking.run(free); };
  (void)co_await runtime::patiently(run);
}

// One write after the other, so that an older snapshot does not come after a newer one.
Task<> Flags::State::keep(std::shared_ptr<State> self) {
  while (std::exchange(self->to_keep, false)) {
    const auto snapshot = self->published.hold();
    const auto write = [&] { return write_file(self->options.file, to_text(*snapshot)); };
    const auto run = [&] { return self->blocking.run(write); };
    const auto ran = co_await runtime::patiently(run);
    if (ran && *ran) continue;
    const Error& error = ran ? ran->error() : ran.error();
    self->log.warn("flags.not_kept", {{"file", self->options.file.string()}, {"error", error.detail}});
  }
  self->keeping = false;
}

Flags::Flags(runtime::Loops& loops, runtime::BlockingPool& blocking, postgres::Database& database, redis::Redis& redis,
             logging::Logger log, metrics::Registry& registry, Options options)
    : state_(std::make_shared<State>(loops, blocking, database, redis, std::move(log), registry, std::move(options))) {}
Flags::~Flags() = default;

void Flags::on_change(std::function<void()> call) { state_->changed.push_back(std::move(call)); }

void Flags::start() {
  state_->started = true;
  const auto database = [state = state_](auto hint) { return state->database.listen(kChannel, hint, hint); };
  const auto copy = [state = state_](auto hint) {
    const auto heard = [state, hint](std::string_view) {
      ++state->copies;
      state->copied.notify();
      hint();
    };
    return state->redis.subscribe(state->home, kMessages, heard, hint);
  };
  state_->follower.start([state = state_] { return state->refresh(); }, database, copy);
}

Task<> Flags::stop() {
  const auto state = state_;
  state->follower.stop();
  co_await state->follower.join();
  co_await state->tasks.join();
}

Task<> Flags::settled() {
  const auto state = state_;
  if (!state->started) {
    state->adopt(co_await stored_snapshot(state->database, state->blocking));
    co_return;
  }
  const auto until = std::chrono::steady_clock::now() + kFirstAnswer;
  while (!state->settled && std::chrono::steady_clock::now() < until) co_await runtime::sleep_for(2ms);
  state->settled = true;
}

const Snapshot& Flags::now() const { return state_->published.now(); }
std::shared_ptr<const Snapshot> Flags::hold() const { return state_->published.hold(); }
bool Flags::stale() const { return state_->is_stale(); }

Task<> Flags::announce() {
  const auto state = state_;
  co_await state->announce();
}

}  // namespace tenstone::flags
