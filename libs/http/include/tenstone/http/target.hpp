#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/result.hpp"

namespace tenstone::http {

// A request target's path, decoded once and with "." and ".." resolved, and its query as it was sent.
// The views point into `decoded` and into the text that was parsed.
struct Target {
  static constexpr std::size_t kMaxSegments = 32, kMaxQueryPairs = 128;

  std::string decoded;                     // "/a/b c"; a slash inside a segment is a plain one here
  std::string escaped;                     // as `decoded`, but such a slash reads %2F; empty if there is none
  std::vector<std::string_view> segments;  // "a", "b c"; "/" has none, "/a/" has "a" and ""
  std::string_view query;

  // What prefixes may be compared with: no "..", no double meaning of a slash.
  std::string_view path() const { return escaped.empty() ? decoded : escaped; }

  // Origin form ("/a?b"), or the "*" of OPTIONS, whose path is "*" and has no segment. Keeps its memory. Error:
  // malformed_request (a bad escape, NUL, '#', too many parts).
  Result<void> parse(std::string_view text);
};

// "%41" → "A", and '+' → ' ' where `plus_is_space`. False at a bad escape; what stands in `out` then is of no use.
bool append_decoded(std::string& out, std::string_view text, bool plus_is_space);

}  // namespace tenstone::http
