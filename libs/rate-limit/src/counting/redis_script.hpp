// counting.hpp in Lua, and what else Redis does in one step. The first argument is the time in µs; "" is Redis' own.
// KEYS[1] is the block's key, the others are one a policy; for each policy five arguments: its kind (kind_of), emission
// or window in µs, what it allows at once, the cost, 1 for a shadow policy.
//
// Microseconds and counts fit a double exactly (fault() sees to it), and %.0f keeps them so; tostring() would not.
// Every write gives its key a TTL, until when the state says nothing any more: it only collects garbage.
#pragma once
#include "tenstone/redis/script.hpp"

namespace tenstone::rate_limit {

// Answers the µs for which the subject is blocked, then four numbers a policy: 1 allowed, 0 denied or 2 denied in the
// shadow; remaining; retry_after; next_unit.
const redis::Script& take_script();

// The others end with two arguments: a channel, and what to publish there. They answer nothing.
const redis::Script& refund_script();

// No block's key, no time: deletes all of KEYS.
const redis::Script& reset_script();

// No policies. The second argument is the block's length in µs; 0: none any more.
const redis::Script& block_script();

}  // namespace tenstone::rate_limit
