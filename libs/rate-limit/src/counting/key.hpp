// What stands in Redis, all of it:
//
//   rl:{h}:<policy>       string  Gcra, Strict: the TAT in µs
//   rl:sw:{h}:<policy>    hash    Sliding: w start of the window in µs, c counted in it, p in the one before
//   rl:log:{h}:<policy>   zset    Log: score µs, member "<units before it>:<its cost>"
//   rl:fx:{h}:<policy>    hash    Fixed: n counted, ends_us end of the window
//   rate:h                hash    Fixed with plain_key: the same, under the key that the lesson teaches,
//                                 rate:203.0.113.7:/ping. No hash tag: not for a Redis Cluster
//   rl:block:{h}          string  a block: "<end in µs> <its length in µs>"
//   rl:inval              channel h: what is known of it elsewhere is to be forgotten
//
// h is the subject as it is where that is 1 to 64 letters, digits and . _ : / @ + - # | =, else its hash (which is such
// a text, too): keys are bounded, and nobody writes into the {tag}, which keeps a subject's keys in one slot of a
// cluster. <policy> comes from the configuration.
#pragma once
#include <string>
#include <string_view>

#include "tenstone/rate_limit/policy.hpp"

namespace tenstone::rate_limit {

// "#" and 32 hex digits: half of the text's SHA-256.
std::string hashed(std::string_view text);
// A value that a subject is made of, such as a user's name: hashed where a subject would be, and where it could pass for
// something else, by a "|" (which stands between the parts of a subject) or by a "#" at its beginning.
std::string key_part(std::string_view text);

// A subject as keys know it: h. Looks at the text that it was made from where that can stand as it is.
class Subject {
 public:
  explicit Subject(std::string_view text);
  Subject(const Subject&) = delete;
  std::string_view text() const { return text_; }

 private:
  std::string hash_;
  std::string_view text_;
};

inline constexpr std::string_view kForgetChannel = "rl:inval";

// Policies of one subject with the same kind and name share a count. Gcra and Strict are one kind: both keep a TAT.
// 'g' TAT, 's' sliding, 'l' log, 'f' fixed.
char kind_of(Algorithm algorithm);

// Each appends to `out`.
void append_key(std::string& out, const Subject& subject, const Policy& policy);
void append_block_key(std::string& out, const Subject& subject);

}  // namespace tenstone::rate_limit
