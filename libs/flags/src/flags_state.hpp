#pragma once
#include <atomic>

#include "redis_copy.hpp"
#include "tenstone/flags/flags.hpp"
#include "tenstone/runtime/event.hpp"
#include "tenstone/runtime/follower.hpp"
#include "tenstone/runtime/published.hpp"

namespace tenstone::flags {

// On loops[0], but for what is atomic, and now() and hold() of `published`.
//
// One follower asks both, PostgreSQL first: refreshes come one after the other, so that no snapshot is published over a
// newer one.
struct Flags::State : std::enable_shared_from_this<State> {
  State(runtime::Loops& all, runtime::BlockingPool& pool, postgres::Database& with, redis::Redis& cache,
        logging::Logger logger, metrics::Registry& registry, Options how);

  void adopt(Snapshot next);
  void measure();
  void confirm();
  bool is_stale() const;

  Task<> refresh();
  Task<> announce();

  runtime::Loop& home;
  runtime::BlockingPool& blocking;
  postgres::Database& database;
  RedisCopy copy;
  redis::Redis& redis;
  const logging::Logger log;
  const Options options;
  runtime::Published<Snapshot> published;
  metrics::Gauge version;
  std::vector<std::pair<Source, metrics::Gauge>> sources;
  std::vector<std::function<void()>> changed;
  runtime::Event copied;   // Redis has a newer copy
  std::size_t copies = 0;  // how often it was told so
  std::atomic<bool> started = false, settled = false;
  std::atomic<std::chrono::steady_clock::rep> confirmed_at = 0;  // 0: never

  // ---- For ladder.cpp and flags.cpp
  Task<std::optional<Identity>> ask_database();
  static Task<> ask(std::shared_ptr<State> self);
  // `before`: `copies` as it was before the copy was looked at.
  Task<> follow_database(Identity truth, Result<RedisCopy::Seen> seen, std::size_t before);
  Task<> follow_redis(const RedisCopy::Seen& seen);
  Task<bool> adopt_copy(Identity wanted);
  void refuse(const Identity& other);
  bool may_adopt(const Identity& other) const;
  Task<> put_copy(std::optional<std::string> text, const RedisCopy::Seen& seen);
  static Task<> keep(std::shared_ptr<State> self);
  static Task<> retire(std::shared_ptr<State> self, std::shared_ptr<const Snapshot> old);

  // The question to PostgreSQL. There is one at a time.
  bool asking = false, late = false;  // late: nobody waits for the answer any more
  std::optional<Identity> answer;
  std::optional<Error> failure;
  runtime::Event answered;
  std::optional<Identity> refused;  // the last one of Redis, which was logged
  bool to_keep = false, keeping = false;

  // ---- Last, so that they go first
  metrics::Registry::Watch stale;
  runtime::Follower follower;
  runtime::TaskGroup tasks;  // that end by themselves
};

}  // namespace tenstone::flags
