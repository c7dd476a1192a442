// Redis' copies of sessions and API tokens, and what makes them safe to believe.
//
// Keys (h: base64url of the credential's hash, in braces so that both live in one slot):
//   s:{h}          a credential as it was in PostgreSQL, believed for kEntryLife
//   x:{h}          a tombstone: it was revoked. Outlives every copy that a late writer may still put back
//   session-fence  "<xid> <deadline>": every revocation by a transaction before <xid> has its tombstone here. Holds
//                  until <deadline>, on Redis' own clock
// The first and the last end with a seal (seal.hpp) under a key that is in PostgreSQL only, over their name and value.
//
// The promise: when revoke() has returned, no check anywhere accepts the credential, whatever happened to Redis.
//
// Redis is up: the tombstone is written before revoke() returns. Redis is away, hangs, or only this process cannot
// reach it: old copies may come back with it. So a copy is believed only under a fence that holds, and a fence holds
// for kLease from a time (Redis' TIME) that was read before the revocations were read from PostgreSQL. A revoker that
// could not write its tombstone waits kLease after its COMMIT:
//   - a fence drawn from a snapshot before the COMMIT has run out by then;
//   - a fence drawn from a later one was set in the same script as the tombstones of all that the snapshot shows.
// Without a fence PostgreSQL decides, and the check that found none draws the next. Nothing runs in the background, and
// no two machines' clocks are compared. <xid> is the snapshot's xmin: all below it had ended, so that the next fence
// asks for revocations from there only, exactly and by no clock.
//
// Whoever can write to Redis, and read it, but does not have the key:
//   - cannot make a copy, change one, or give one to another credential: the seal is over the name, which is the hash
//   - cannot make a fence or lengthen one. An old fence that is put back has a deadline that Redis' clock has passed,
//     unless Redis itself lies about the time
//   - can refuse credentials: a tombstone has no seal. So can FLUSHALL, or the plug
//   - can undo a revocation for a moment: remove the tombstone, and put back the copy of before. The credential's
//     secret is needed, too, and kTouchInterval (a minute) after the last use that the copy tells of, PostgreSQL is
//     asked anyhow. Without a tombstone nobody can tell this from a credential that still holds
//
// What is left: when Redis crashes and loses writes that it had acknowledged (AOF everysec, a late replica),
// revocations of that last second may be missed until the fence of before runs out: at most kLease.
#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "seal.hpp"
#include "tenstone/core/clock.hpp"
#include "tenstone/runtime/loop.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::postgres {
class Database;
}
namespace tenstone::redis {
class Redis;
}

namespace tenstone::auth {

inline constexpr std::chrono::milliseconds kLease{1000};
inline constexpr std::chrono::minutes kEntryLife{10};
inline constexpr std::chrono::minutes kTombstoneLife{20};  // kEntryLife, and as long again for whoever is late

class CredentialCache {
 public:
  // `key`: that of the installation, the same in all processes.
  CredentialCache(postgres::Database& database, redis::Redis& redis, const Secret<std::string>& key);

  struct Found {
    bool reachable = false;                // Redis answered
    bool revoked = false;                  // there is a tombstone
    bool fenced = false;                   // `copy` may be believed
    std::optional<std::string> copy = {};  // as put() got it, unless its time is over
    std::int64_t fence_xid = 0;            // of the last fence, also of one that has run out
    std::int64_t redis_time = 0;           // microseconds
  };
  // One round trip. Never throws for Redis' sake.
  Task<Found> find(std::string hash, Time now);

  // Draws the next fence: one read, one script. Throws what Database::read throws; Redis failing is no error.
  Task<> renew_fence(Found found);

  // Keeps the copy until then, but not longer than kEntryLife. `replace`: it is newer than what may be there.
  Task<> put(std::string hash, std::string copy, Time now, Time until, bool replace);

  // After the COMMIT that revoked them. Takes up to kLease when Redis is away.
  Task<> revoke(std::vector<std::string> hashes);

 private:
  struct Fence {
    std::string text;  // as Redis has it
    std::int64_t xid = 0, deadline = 0;
  };
  Fence read_fence(const std::string& text) const;
  Task<bool> bury(std::vector<std::string> hashes, std::string fence);

  postgres::Database& database_;
  redis::Redis& redis_;
  const Seal seal_;
  runtime::PerLoop<Fence> fences_;  // the last one that a loop saw: its seal is checked once, not by every check
};

}  // namespace tenstone::auth
