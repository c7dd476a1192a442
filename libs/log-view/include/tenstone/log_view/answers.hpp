// Queries and answers about logs, as they are over HTTP and on the command line.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tenstone/log_view/entry.hpp"
#include "tenstone/validation/validation.hpp"
#include "tenstone/web/pages.hpp"

namespace tenstone::log_view {

constexpr auto schema(validation::For<Level>) {
  return validation::enumeration<Level>({{"none", Level::None},
                                         {"trace", Level::Trace},
                                         {"debug", Level::Debug},
                                         {"info", Level::Info},
                                         {"warn", Level::Warn},
                                         {"error", Level::Error},
                                         {"fatal", Level::Fatal}});
}
constexpr auto schema(validation::For<TimeSource>) {
  return validation::enumeration<TimeSource>({{"none", TimeSource::None},
                                              {"text", TimeSource::Text},
                                              {"config", TimeSource::Config},
                                              {"assumed", TimeSource::Assumed},
                                              {"inferred_year", TimeSource::InferredYear},
                                              {"inherited", TimeSource::Inherited}});
}

enum class Order : std::uint8_t { Newest, Oldest };  // which entries come first
constexpr auto schema(validation::For<Order>) {
  return validation::enumeration<Order>({{"newest", Order::Newest}, {"oldest", Order::Oldest}});
}

// How much of a log a request has read.
struct Scan {
  std::uint64_t scanned_bytes = 0;
  std::uint64_t remaining_bytes = 0;  // that were not looked at yet, up to the end of the log in this order
  bool complete = false;              // nothing remains. False: next_cursor goes on
};

// One entry as it is shown: secrets are replaced by "[redacted]", in `fields` and `message` too.
struct EntryAnswer {
  std::string id;            // opaque: context and tail begin at it
  std::string file;          // "app:nginx/access.log.1"
  std::uint64_t offset = 0;  // of its first byte in the file
  std::optional<Time> time = {};
  TimeSource time_source = TimeSource::None;
  Level level = Level::None;
  std::string message = {};
  std::map<std::string, std::string> fields = {};  // of names that come more than once, the first
  std::string raw = {};
  std::uint64_t lines = 0;
  bool truncated = false;  // it has more lines or bytes than `raw`
};
constexpr auto schema(validation::For<EntryAnswer>) {
  using validation::field;
  return validation::object<EntryAnswer>(
      field("id", &EntryAnswer::id), field("file", &EntryAnswer::file), field("offset", &EntryAnswer::offset),
      field("time", &EntryAnswer::time), field("time_source", &EntryAnswer::time_source),
      field("level", &EntryAnswer::level), field("message", &EntryAnswer::message),
      field("fields", &EntryAnswer::fields), field("raw", &EntryAnswer::raw), field("lines", &EntryAnswer::lines),
      field("truncated", &EntryAnswer::truncated));
}

// GET …/logs: all files that may be read.
struct LogAnswer {
  std::string name;
  std::uint64_t size_bytes = 0;
  Time modified_at;
};
constexpr auto schema(validation::For<LogAnswer>) {
  using validation::field;
  return validation::object<LogAnswer>(field("name", &LogAnswer::name), field("size_bytes", &LogAnswer::size_bytes),
                                       field("modified_at", &LogAnswer::modified_at));
}
struct LogsAnswer {
  std::vector<LogAnswer> data = {};
};
constexpr auto schema(validation::For<LogsAnswer>) {
  return validation::object<LogsAnswer>(validation::field("data", &LogsAnswer::data));
}

// GET …/logs/about: one log, which is a file and those into which its lines went by rotation.
struct AboutQuery {
  std::string log;
};
constexpr auto schema(validation::For<AboutQuery>) {
  return validation::object<AboutQuery>(validation::field("log", &AboutQuery::log).length(1, 4096));
}
struct AboutAnswer {
  std::string log = {};
  std::string format = {};                       // of the newest file: "combined", "json", "plain"
  std::optional<std::string> other_format = {};  // of lines by another program in it
  std::optional<std::string> zone = {};          // configured for logs that name none; null: UTC is assumed
  std::uint64_t size_bytes = 0;                  // of all files
  std::optional<Time> first_time = {}, last_time = {};
  std::vector<LogAnswer> files = {};  // oldest first
};
constexpr auto schema(validation::For<AboutAnswer>) {
  using validation::field;
  return validation::object<AboutAnswer>(
      field("log", &AboutAnswer::log), field("format", &AboutAnswer::format),
      field("other_format", &AboutAnswer::other_format), field("zone", &AboutAnswer::zone),
      field("size_bytes", &AboutAnswer::size_bytes), field("first_time", &AboutAnswer::first_time),
      field("last_time", &AboutAnswer::last_time), field("files", &AboutAnswer::files));
}

// GET …/logs/entries: a page of the entries for which `q` holds.
struct EntriesQuery : web::Paging {
  std::string log;
  std::string q = {};  // see query.hpp
  Order order = Order::Newest;
};
constexpr auto schema(validation::For<EntriesQuery>) {
  using validation::field;
  return web::paged<EntriesQuery>(field("log", &EntriesQuery::log).length(1, 4096),
                                  field("q", &EntriesQuery::q).or_default(),
                                  field("order", &EntriesQuery::order).or_default());
}
struct EntriesAnswer {
  std::vector<EntryAnswer> data = {};
  std::optional<std::string> next_cursor = {};  // null: there are no more
  // Where a tail begins that gives what is written after this page was made: of a first page, newest first.
  std::optional<std::string> end = {};
  Scan scan = {};
};
constexpr auto schema(validation::For<Scan>) {
  using validation::field;
  return validation::object<Scan>(field("scanned_bytes", &Scan::scanned_bytes),
                                  field("remaining_bytes", &Scan::remaining_bytes), field("complete", &Scan::complete));
}
constexpr auto schema(validation::For<EntriesAnswer>) {
  using validation::field;
  return validation::object<EntriesAnswer>(field("data", &EntriesAnswer::data),
                                           field("next_cursor", &EntriesAnswer::next_cursor),
                                           field("end", &EntriesAnswer::end), field("scan", &EntriesAnswer::scan));
}

// GET …/logs/context: the entries around one, in the order of the log.
struct ContextQuery {
  std::string log;
  std::string at;  // the id of an entry
  int before = 10, after = 10;
};
constexpr auto schema(validation::For<ContextQuery>) {
  using validation::field;
  return validation::object<ContextQuery>(field("log", &ContextQuery::log).length(1, 4096),
                                          field("at", &ContextQuery::at).length(1, 4096),
                                          field("before", &ContextQuery::before).or_default().range(0, 500),
                                          field("after", &ContextQuery::after).or_default().range(0, 500));
}
struct ContextAnswer {
  std::vector<EntryAnswer> data = {};
  std::uint64_t index = 0;  // of the entry itself in `data`
};
constexpr auto schema(validation::For<ContextAnswer>) {
  return validation::object<ContextAnswer>(validation::field("data", &ContextAnswer::data),
                                           validation::field("index", &ContextAnswer::index));
}

// GET …/logs/histogram: how many entries, for which `q` holds, lie in each of up to `buckets` stretches of equal
// length. A request that reaches its budget has counted the newest part: send `from`, `to` and `next_cursor` of its
// answer along and add up.
struct HistogramQuery {
  std::string log;
  std::string q = {};
  int buckets = 60;
  std::optional<Time> from = {}, to = {};  // none: the bounds of `q`, and of the log
  std::optional<std::string> cursor = {};
};
constexpr auto schema(validation::For<HistogramQuery>) {
  using validation::field;
  return validation::object<HistogramQuery>(
      field("log", &HistogramQuery::log).length(1, 4096), field("q", &HistogramQuery::q).or_default(),
      field("buckets", &HistogramQuery::buckets).or_default().range(1, 500), field("from", &HistogramQuery::from),
      field("to", &HistogramQuery::to), field("cursor", &HistogramQuery::cursor).max_length(4096));
}
struct Bucket {
  Time from;
  std::uint64_t entries = 0;
  std::uint64_t warnings = 0;  // of `entries`, those of the level warn
  std::uint64_t errors = 0;    // those of error and fatal
};
constexpr auto schema(validation::For<Bucket>) {
  using validation::field;
  return validation::object<Bucket>(field("from", &Bucket::from), field("entries", &Bucket::entries),
                                    field("warnings", &Bucket::warnings), field("errors", &Bucket::errors));
}
struct HistogramAnswer {
  std::vector<Bucket> data = {};  // from `from` on, without gaps. Empty: the log has no times
  std::optional<Time> from = {}, to = {};
  std::uint64_t bucket_seconds = 0;
  std::uint64_t entries = 0;  // that were counted
  std::uint64_t untimed = 0;  // that have no time: they are in no bucket
  std::optional<std::string> next_cursor = {};
  Scan scan = {};
};
constexpr auto schema(validation::For<HistogramAnswer>) {
  using validation::field;
  return validation::object<HistogramAnswer>(
      field("data", &HistogramAnswer::data), field("from", &HistogramAnswer::from), field("to", &HistogramAnswer::to),
      field("bucket_seconds", &HistogramAnswer::bucket_seconds), field("entries", &HistogramAnswer::entries),
      field("untimed", &HistogramAnswer::untimed), field("next_cursor", &HistogramAnswer::next_cursor),
      field("scan", &HistogramAnswer::scan));
}

// GET …/logs/tail: what is written from now on, or behind `after`, as server-sent events. The header Last-Event-ID goes
// before `after`.
struct TailQuery {
  std::string log;
  std::string q = {};
  std::optional<std::string> after = {};  // the id of an event, or the `end` of a page
};
constexpr auto schema(validation::For<TailQuery>) {
  using validation::field;
  return validation::object<TailQuery>(field("log", &TailQuery::log).length(1, 4096),
                                       field("q", &TailQuery::q).or_default(),
                                       field("after", &TailQuery::after).max_length(4096));
}

}  // namespace tenstone::log_view
