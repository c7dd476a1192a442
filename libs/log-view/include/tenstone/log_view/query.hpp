// The language in which entries are searched.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"
#include "tenstone/log_view/entry.hpp"

namespace tenstone::log_view {

inline const ErrorCode kInvalidQuery{ErrorKind::Invalid, "log_query_invalid",
                                     "The query of the log is not well-formed"};

// level>=warn service=api status>=500 "two words" word /reg.?ex/i -noise (a OR b) last:15m ts:[2026-01-01,+2h]
//
// - Terms side by side all have to hold; OR, in capitals, binds less; '-' negates one term or parentheses.
// - A word or a text in quotes is looked for in the bytes of the entry, as it is written. \" and \\ stand for " and \.
// - /re/ is a regular expression of RE2 over these bytes, of up to 1 KiB and 256 KiB compiled, which takes up to 10 ms;
//   \/ stands for a slash; i: either case. A query has up to 8.
// - NAME op VALUE compares a field, or `level`, or `message`; "a.b" looks into an object. If both sides are numbers
// they
//   are compared as numbers, otherwise = and != compare bytes. <, <=, >, >= take a number, or a level. An entry without
//   the field, or without a level, holds for != only.
// - last:15m is the time since 15 minutes ago, ts:[from,to] that from `from` up to but without `to`. Either may be
//   missing; a time is of RFC 3339, without a zone it is UTC, without a time of day it is midnight; `to` may also be
//   a length. Entries without a time are in neither.
//
// The empty query holds for every entry.
class Query {
 public:
  static constexpr std::size_t kMostBytes = 4096, kMostPatternBytes = 1024, kMostPatterns = 8, kMostTerms = 64,
                               kDeepest = 16;
  static constexpr std::int64_t kMostPatternMemory = 256 << 10;

  Query();
  // `now`: for last:. Error: log_query_invalid, with the column in its message and as the member "column".
  static Result<Query> parse(std::string_view text, Time now);

  // Does not block. No allocation, except for a field that is a message of several lines or escaped. Safe to call from
  // many threads.
  bool matches(const Entry& entry) const;
  // The longest text that every matching entry has in its bytes, redacted or not, to search for before anything is
  // parsed. "": there is none.
  const std::string& literal() const { return literal_; }
  // True: an entry that does not match matches no better when secrets in it are replaced (redact.hpp). Negations and
  // regular expressions can.
  bool finds_no_more_when_redacted() const { return finds_no_more_when_redacted_; }
  bool looks_at_text() const { return looks_at_text_; }  // false: at levels and times alone
  // Times outside of which nothing matches: begin <= time < end.
  Time begin() const { return begin_; }
  Time end() const { return end_; }
  // The same query in one canonical form, which is parsed to the same again: to tell queries apart. last: is ts: there.
  std::string to_string() const;

  struct Node;

 private:
  std::shared_ptr<const Node> root_;
  std::string literal_;
  bool finds_no_more_when_redacted_ = true, looks_at_text_ = false;
  Time begin_ = Time::min(), end_ = Time::max();
};

}  // namespace tenstone::log_view
