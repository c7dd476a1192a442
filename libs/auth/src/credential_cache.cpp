#include "credential_cache.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "tenstone/core/encoding.hpp"
#include "tenstone/postgres/database.hpp"
#include "tenstone/redis/redis.hpp"
#include "tenstone/runtime/time.hpp"

namespace tenstone::auth {
namespace {
using postgres::Bytes;
using postgres::Statement;
using redis::Reply;

const std::string kFence = "session-fence";

// One snapshot: what it sees, and the oldest transaction that it may not see. A fence of a later xid than ours is of
// another cluster (a restored database): then everything recent is asked for.
constexpr Statement kRevocations{"auth.revocations", R"(
  with snapshot as (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest),
       since as (select (case when $1 > oldest then 0 else $1 end)::text::xid8 as xid from snapshot),
       revoked as (
         select token_hash as hash from sessions, since
         where revoked_xid >= since.xid and revoked_at > tenstone.now() - interval '20 minutes'
         union all
         select hash from revoked_tokens, since
         where revoked_xid >= since.xid and revoked_at > tenstone.now() - interval '20 minutes')
  select oldest, coalesce((select array_agg(hash) from revoked), '{}') from snapshot)"};
struct Revocations {
  std::int64_t oldest;
  std::vector<Bytes> hashes;
};

// KEYS: the fence, then s and x of each credential. ARGV: the tombstones' life in ms, the fence or nothing.
constexpr std::string_view kBury = R"(
for i = 2, #KEYS, 2 do
  redis.call('SET', KEYS[i + 1], '1', 'PX', ARGV[1])
  redis.call('DEL', KEYS[i])
end
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', 86400000) end
return 1)";
constexpr std::size_t kPerScript = 500;

std::string copy_key(const std::string& hash) { return "s:{" + to_base64url(hash) + "}"; }
std::string tombstone_key(const std::string& hash) { return "x:{" + to_base64url(hash) + "}"; }

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// "<deadline> <copy>", as put() writes it. Nothing: there is none, or its time is over.
std::optional<std::string> copy_of(std::string_view text, Time now) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || now.time_since_epoch().count() >= number(text)) return std::nullopt;
  return std::string(text.substr(space + 1));
}

std::string milliseconds(std::chrono::milliseconds duration) { return std::to_string(duration.count()); }

}  // namespace

CredentialCache::CredentialCache(postgres::Database& database, redis::Redis& redis, const Secret<std::string>& key)
    : database_(database),
      redis_(redis),
      seal_(key),
      fences_(redis.loops(), [](runtime::Loop&) { return std::make_unique<Fence>(); }) {}

Task<CredentialCache::Found> CredentialCache::find(std::string hash, Time now) {
  // TIME comes last: a server that hangs in between makes the fence look older, never younger.
  const std::string place = copy_key(hash);
  const std::vector<std::vector<std::string>> commands{{"MGET", place, tombstone_key(hash)}, {"GET", kFence}, {"TIME"}};
  const auto replies = co_await redis_.commands(commands);
  Found found;
  if (!replies || replies->size() != 3) co_return found;
  const Reply &pair = (*replies)[0], &fence = (*replies)[1], &time = (*replies)[2];
  if (pair.items.size() != 2 || time.items.size() != 2 || fence.is_error()) co_return found;
  found.reachable = true;
  found.revoked = !pair.items[1].is_nil();
  if (const auto copy = seal_.open(place, pair.items[0].text)) found.copy = copy_of(*copy, now);
  found.redis_time = number(time.items[0].text) * 1'000'000 + number(time.items[1].text);
  Fence& drawn = fences_.here();
  if (drawn.text != fence.text) drawn = read_fence(fence.text);
  found.fence_xid = drawn.xid;
  found.fenced = found.redis_time < drawn.deadline;
  co_return found;
}

// Without a good seal it is none: its deadline has passed.
CredentialCache::Fence CredentialCache::read_fence(const std::string& text) const {
  const std::string_view drawn = seal_.open(kFence, text).value_or("");
  const std::size_t space = drawn.find(' ');
  if (space == drawn.npos) return {.text = text};
  return {.text = text, .xid = number(drawn), .deadline = number(drawn.substr(space + 1))};
}

Task<> CredentialCache::renew_fence(Found found) {
  if (!found.reachable) co_return;
  const auto rows = co_await database_.read(kRevocations, found.fence_xid);
  auto revocations = rows.one<Revocations>().value();
  std::vector<std::string> hashes;
  for (Bytes& hash : revocations.hashes) hashes.push_back(std::move(hash.value));
  const auto deadline = found.redis_time + std::chrono::microseconds(kLease).count();
  co_await bury(std::move(hashes), seal_.close(kFence, fmt::format("{} {}", revocations.oldest, deadline)));
}

Task<> CredentialCache::put(std::string hash, std::string copy, Time now, Time until, bool replace) {
  // Rounded up and at least 1: a floored 0 would be refused.
  const auto life = std::min<std::chrono::microseconds>(kEntryLife, until - now);
  if (life <= life.zero()) co_return;
  const std::int64_t deadline = (now + life).time_since_epoch().count();
  const std::string place = copy_key(hash);
  std::vector<std::string> command{"SET", place, seal_.close(place, fmt::format("{} {}", deadline, copy)), "PX",
                                   milliseconds(std::chrono::ceil<std::chrono::milliseconds>(life))};
  if (!replace) command.emplace_back("NX");
  // Without this copy the next check asks PostgreSQL: nothing to do about it.
  static_cast<void>(co_await redis_.command(std::span<const std::string>(command)));
}

Task<> CredentialCache::revoke(std::vector<std::string> hashes) {
  if (hashes.empty()) co_return;
  const bool buried = co_await bury(std::move(hashes), {});
  if (!buried) co_await runtime::sleep_for(kLease);
}

// False: Redis did not confirm all of it. The fence goes with the last script, after all tombstones.
Task<bool> CredentialCache::bury(std::vector<std::string> hashes, std::string fence) {
  std::size_t done = 0;
  do {
    const std::size_t end = std::min(hashes.size(), done + kPerScript);
    std::vector<std::string> command{"EVAL", std::string(kBury), std::to_string(1 + 2 * (end - done)), kFence};
    for (; done < end; ++done) {
      command.push_back(copy_key(hashes[done]));
      command.push_back(tombstone_key(hashes[done]));
    }
    command.push_back(milliseconds(kTombstoneLife));
    command.push_back(end == hashes.size() ? fence : std::string());
    const auto reply = co_await redis_.command(std::span<const std::string>(command));
    if (!reply || reply->is_error()) co_return false;
  } while (done < hashes.size());
  co_return true;
}

}  // namespace tenstone::auth
