#include "tenstone/flags/flags.hpp"

#include <atomic>

#include "flag_schema.hpp"
#include "snapshot_file.hpp"
#include "tenstone/audit/change.hpp"
#include "tenstone/core/whole_file.hpp"
#include "tenstone/flags/errors.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/runtime/published.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::flags {
namespace {

using namespace std::chrono_literals;
using postgres::Statement;

constexpr auto kFirstAnswer = 500ms;
constexpr auto kChannel = "tenstone_flags";           // of NOTIFY
constexpr auto kMessages = "tenstone:flags:changed";  // of Redis
constexpr auto kSnapshotKey = "tenstone:flags:{all}";
constexpr auto kVersionKey = "tenstone:flags:{all}:version";

constexpr Statement kVersion{"flags.version", "SELECT version FROM flag_version"};
// One statement, so one moment.
constexpr Statement kRead{"flags.read", R"(
SELECT version, key, enabled, share FROM flag_version LEFT JOIN flags ON true ORDER BY key)"};
constexpr Statement kRaise{"flags.raise", "UPDATE flag_version SET version = version + 1 RETURNING version"};
constexpr Statement kFind{"flags.find", "SELECT key, enabled, share FROM flags WHERE key = $1"};
constexpr Statement kPut{"flags.put", R"(
INSERT INTO flags (key, enabled, share, changed_at) VALUES ($1, $2, $3, tenstone.now())
ON CONFLICT (key) DO UPDATE SET enabled = excluded.enabled, share = excluded.share, changed_at = excluded.changed_at)"};
constexpr Statement kRemove{"flags.remove", "DELETE FROM flags WHERE key = $1"};
constexpr Statement kNotify{"flags.notify", "SELECT pg_notify('tenstone_flags', $1)"};

struct Row {
  std::int64_t version;
  std::optional<std::string> key;
  std::optional<bool> enabled;
  std::optional<std::int32_t> share;
};

// A slower writer's older snapshot does not replace a newer one. KEYS snapshot, version; ARGV text, version, channel.
const redis::Script& raise_script() {
  static const redis::Script script(R"(
if (tonumber(redis.call('GET', KEYS[2])) or 0) >= tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PUBLISH', ARGV[3], ARGV[2])
return 1)");
  return script;
}

Snapshot first_snapshot(const Options& options) {
  if (!options.file.empty())
    if (auto kept = read_file(options.file)) return std::move(*kept);
  return {};
}

Snapshot snapshot_of(std::vector<Row> rows) {
  std::vector<Flag> flags;
  for (Row& row : rows)
    if (row.key) flags.push_back({std::move(*row.key), *row.enabled, *row.share});
  return Snapshot(rows.front().version, std::move(flags));
}

}  // namespace

struct Flags::State : std::enable_shared_from_this<State> {
  State(runtime::Loops& all, runtime::BlockingPool& pool, postgres::Database& with, redis::Redis& cache,
        logging::Logger logger, metrics::Registry& registry, Options how)
      : home(all[0]),
        blocking(pool),
        database(with),
        redis(cache),
        log(std::move(logger)),
        options(std::move(how)),
        published(all, first_snapshot(options)),
        version(registry.gauge("tenstone_flags_version_count",
                               "Changes in the version of the flags that this process decides by")),
        database_follower(home, "flags.postgres", options.look),
        redis_follower(home, "flags.redis", options.look),
        tasks(home) {
    version.set(static_cast<double>(published.now().version()));
  }

  // On loops[0], as all below.
  void adopt(Snapshot next, std::string_view from) {
    settled = true;
    if (next.version() <= published.now().version()) return;
    version.set(static_cast<double>(next.version()));
    log.info("flags.changed", {{"version", next.version()}, {"from", from}});
    if (started && !options.file.empty()) {
      unkept = to_text(next);
      if (!std::exchange(keeping, true)) tasks.spawn(keep(shared_from_this()));
    }
    published.publish(std::move(next));
  }

  // One write after the other, so that an older snapshot does not come after a newer one.
  static Task<> keep(std::shared_ptr<State> self) {
    while (const auto text = std::exchange(self->unkept, std::nullopt)) {
      const auto write = [&] { return write_whole_file(self->options.file, *text, 0644); };
      const auto ran = co_await self->blocking.run(write);
      if (ran && *ran) continue;
      const Error& error = ran ? ran->error() : ran.error();
      self->log.warn("flags.not_kept", {{"file", self->options.file.string()}, {"error", error.detail}});
    }
    self->keeping = false;
  }

  Task<Snapshot> read() {
    const auto rows = co_await database.read(kRead);
    co_return snapshot_of(rows.as<Row>());
  }

  Task<> tell_redis(const Snapshot& snapshot) {
    const auto told = co_await redis.evaluate(raise_script(), {kSnapshotKey, kVersionKey},
                                              {to_text(snapshot), std::to_string(snapshot.version()), kMessages});
    if (!told) log.debug("flags.redis_not_told", {{"code", told.error().code}});
  }

  // The truth, and the way by which a change arrives that Redis was never told of.
  Task<> ask_database() {
    const auto rows = co_await database.read(kVersion);
    settled = true;
    if (rows.one<std::int64_t>().value_or(0) <= published.now().version()) co_return;
    Snapshot next = co_await read();
    co_await tell_redis(next);
    adopt(std::move(next), "postgresql");
  }

  Task<> ask_redis() {
    const auto reply = co_await redis.command({"GET", kSnapshotKey});
    if (!reply || reply->kind != redis::Reply::Kind::String) co_return;
    auto snapshot = read_snapshot(reply->text);
    if (snapshot)
      adopt(std::move(*snapshot), "redis");
    else
      log.warn("flags.unreadable", {{"code", snapshot.error().code}});
  }

  runtime::Loop& home;
  runtime::BlockingPool& blocking;
  postgres::Database& database;
  redis::Redis& redis;
  const logging::Logger log;
  const Options options;
  runtime::Published<Snapshot> published;
  metrics::Gauge version;
  std::atomic<bool> started = false, settled = false;
  std::optional<std::string> unkept;  // the newest snapshot, until it is being written
  bool keeping = false;
  runtime::Follower database_follower, redis_follower;
  runtime::TaskGroup tasks;  // that end by themselves
};

Flags::Flags(runtime::Loops& loops, runtime::BlockingPool& blocking, postgres::Database& database, redis::Redis& redis,
             logging::Logger log, metrics::Registry& registry, Options options)
    : state_(std::make_shared<State>(loops, blocking, database, redis, std::move(log), registry, std::move(options))) {}
Flags::~Flags() = default;

void Flags::start() {
  state_->started = true;
  state_->database_follower.start([state = state_] { return state->ask_database(); },
                                  [state = state_](auto hint) { return state->database.listen(kChannel, hint, hint); });
  state_->redis_follower.start(
      [state = state_] { return state->ask_redis(); },
      [state = state_](auto hint) { return state->redis.subscribe(state->home, kMessages, hint, hint); });
}

Task<> Flags::stop() {
  const auto state = state_;
  state->database_follower.stop();
  state->redis_follower.stop();
  co_await state->database_follower.join();
  co_await state->redis_follower.join();
  co_await state->tasks.join();
}

Task<> Flags::settled() {
  const auto state = state_;
  if (!state->started) {
    state->adopt(co_await state->read(), "postgresql");
    co_return;
  }
  const auto until = std::chrono::steady_clock::now() + kFirstAnswer;
  while (!state->settled && std::chrono::steady_clock::now() < until) co_await runtime::sleep_for(2ms);
  state->settled = true;
}

const Snapshot& Flags::now() const { return state_->published.now(); }

Task<Snapshot> Flags::read() { return state_->read(); }

namespace {

// Under the lock of the version's row: changes come one after the other.
Task<std::optional<Flag>> lock_and_find(postgres::Transaction& transaction, const std::string& key) {
  const auto raised = co_await transaction.execute(kRaise);
  if (!raised) throw Failure(raised.error());
  const auto rows = co_await transaction.execute(kFind, key);
  if (!rows) throw Failure(rows.error());
  co_return rows->one<Flag>();
}

struct Difference {
  std::optional<Flag> before, after;
};
constexpr auto schema(validation::For<Difference>) {
  return validation::object<Difference>(validation::field("before", &Difference::before),
                                        validation::field("after", &Difference::after));
}

template <class... A>
Task<> execute(postgres::Transaction& transaction, const Statement& statement, const A&... args) {
  const auto done = co_await transaction.execute(statement, args...);
  if (!done) throw Failure(done.error());
}

audit::Entry entry_of(const std::string& key, std::string actor, const Difference& difference) {
  return {.actor = std::move(actor),
          .action = difference.after ? "flag.changed" : "flag.removed",
          .subject = "flag:" + key,
          .details = validation::to_json(difference)};
}

}  // namespace

Task<Result<Flag>> Flags::set(Change change, std::string actor, Ids& ids) {
  const auto state = state_;
  if (!is_key(change.key) || change.share.value_or(0) < 0 || change.share.value_or(0) > kEverybody)
    co_return kInvalidFlag;
  const auto put = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<Flag>>> {
    const auto before = co_await lock_and_find(transaction, change.key);
    const Flag base = before.value_or(Flag{change.key, true, kEverybody});
    Flag after{change.key, change.enabled.value_or(base.enabled), change.share.value_or(base.share)};
    co_await execute(transaction, kPut, after.key, after.enabled, static_cast<std::int32_t>(after.share));
    co_await execute(transaction, kNotify, after.key);
    auto entry = entry_of(after.key, actor, {before, after});
    co_return audit::Changed<Flag>{std::move(after), {std::move(entry)}};
  };
  auto after = co_await audit::change<Flag>(state->database, ids, put);
  if (!after) co_return after.error();
  co_await state->tell_redis(co_await state->read());
  co_return std::move(*after);
}

Task<Result<void>> Flags::remove(std::string key, std::string actor, Ids& ids) {
  const auto state = state_;
  const auto drop = [&](postgres::Transaction& transaction) -> Task<Result<audit::Changed<void>>> {
    const auto before = co_await lock_and_find(transaction, key);
    if (!before) co_return kFlagNotFound;
    co_await execute(transaction, kRemove, key);
    co_await execute(transaction, kNotify, key);
    co_return audit::Changed<void>{{entry_of(key, actor, {before, std::nullopt})}};
  };
  const auto removed = co_await audit::change<void>(state->database, ids, drop);
  if (!removed) co_return removed.error();
  co_await state->tell_redis(co_await state->read());
  co_return Result<void>();
}

}  // namespace tenstone::flags
