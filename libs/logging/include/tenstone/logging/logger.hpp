// Logs as JSON lines:
//
//   {"time":"2026-11-22T08:15:00.000000Z","level":"info","event":"job.retried","process":"worker","job":"…","attempt":2}
#pragma once
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/error.hpp"
#include "tenstone/core/uuid.hpp"

namespace tenstone::logging {

enum class Level : std::uint8_t { Debug, Info, Warn, Error };

std::string_view to_string(Level level);  // "debug", "info", "warn", "error"

// A name and a value, both only looked at during the call that takes them; nothing is copied or allocated. A duration
// becomes a number of milliseconds under `name` + "_ms". A Secret does not convert: there is no way to log one by
// accident. "time", "level", "event" and "process" are the line's own names.
struct Field {
  template <class T>
    requires std::convertible_to<const T&, std::string_view>
  Field(std::string_view key, const T& text) : name(key), value(std::string_view(text)) {}
  template <std::same_as<bool> T>
  Field(std::string_view key, T flag) : name(key), value(flag) {}
  template <std::signed_integral T>
  Field(std::string_view key, T number) : name(key), value(static_cast<std::int64_t>(number)) {}
  template <std::unsigned_integral T>
    requires(!std::same_as<T, bool>)
  Field(std::string_view key, T number) : name(key), value(static_cast<std::uint64_t>(number)) {}
  template <std::floating_point T>
  Field(std::string_view key, T number) : name(key), value(static_cast<double>(number)) {}  // not finite: null
  Field(std::string_view key, const Uuid& id) : name(key), value(id) {}
  Field(std::string_view key, Time time) : name(key), value(time) {}
  template <class Rep, class Period>
  Field(std::string_view key, std::chrono::duration<Rep, Period> time)
      : name(key), value(std::chrono::duration_cast<std::chrono::microseconds>(time)) {}

  std::string_view name;
  std::variant<std::string_view, bool, std::int64_t, std::uint64_t, double, Uuid, Time, std::chrono::microseconds>
      value;
};

struct Options {
  Level level = Level::Info;
  std::string destination = "stdout";  // "stdout", "stderr", or the path of a file to append to
  std::string process;                 // "api", "worker": left out when empty
  std::string file = {};               // the path of a file that each line is appended to as well; "": none
};

// A handle, cheap to copy; safe to use from any thread. A default-constructed one discards.
//
// A call renders its line and puts it into a queue of 8,192; one thread writes them in order, each by one write(2)
// (a line over 4 KiB to a pipe or a terminal: several), so lines never interleave. A call of any level therefore never
// waits for a slow reader or for the disk: not on a loop either. When the queue is full the oldest line is lost; when
// the reader is gone or the disk is full, the line at hand is. lost() counts these, and as soon as lines can be written
// again a line says it: {"level":"warn","event":"log.lost","lines":n}. The process is never stopped or killed by it
// (SIGPIPE included). The last handle to go writes what waits, for at most 1 s; crash.hpp does so for a process that
// crashes.
//
// Options::file has a queue and a thread of its own, so neither of the two waits for the other. A line that one of them
// has lost counts as lost. When the file cannot be written the destination says so, once until it can be again:
// {"level":"error","event":"log.file_failed","file":"…","error":"No space left on device"}.
class Logger {
 public:
  Logger() = default;

  // `event` is noun.verb: "job.retried".
  void debug(std::string_view event, std::initializer_list<Field> fields = {}) const {
    log(Level::Debug, event, fields);
  }
  void info(std::string_view event, std::initializer_list<Field> fields = {}) const { log(Level::Info, event, fields); }
  void warn(std::string_view event, std::initializer_list<Field> fields = {}) const { log(Level::Warn, event, fields); }
  void error(std::string_view event, std::initializer_list<Field> fields = {}) const {
    log(Level::Error, event, fields);
  }
  void log(Level level, std::string_view event, std::initializer_list<Field> fields = {}) const;

  // The same log with `fields` in each line, after those bound before: request id, then job, then attempt.
  Logger with(std::initializer_list<Field> fields) const;

  bool enabled(Level level) const;
  void set_level(Level level) const;  // at once, for all handles of this log
  std::uint64_t lost() const;         // lines that were not written, ever

 private:
  friend Logger make(Options options, const Clock& clock);
  struct Sink;
  std::shared_ptr<Sink> sink_;
  std::shared_ptr<const std::string> context_;  // as JSON: `,"job":"…"`
};

inline const ErrorCode kLogUnwritable{ErrorKind::Unavailable, "log_unwritable", "The log file cannot be opened"};

// One a process and destination. `clock` must outlive every handle.
// Throws Failure(log_unwritable) when one of its files cannot be opened.
Logger make(Options options, const Clock& clock);

}  // namespace tenstone::logging
