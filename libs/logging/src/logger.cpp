#include "tenstone/logging/logger.hpp"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "json.hpp"
#include "writer.hpp"

namespace tenstone::logging {
namespace {

constexpr std::chrono::milliseconds kWaitForError{50};

Fd open(const std::string& destination) {
  if (destination == "stdout") return Fd(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
  if (destination == "stderr") return Fd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0));
  return Fd(::open(destination.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640));
}

}  // namespace

std::string_view to_string(Level level) {
  switch (level) {
    case Level::Debug: return "debug";
    case Level::Info: return "info";
    case Level::Warn: return "warn";
    case Level::Error: return "error";
  }
  std::abort();
}

struct Logger::Sink {
  Sink(Fd fd, const Options& options, const Clock& at) : clock(at), level(options.level), writer(std::move(fd)) {
    if (!options.process.empty()) append_field(process, Field("process", options.process));
  }
  const Clock& clock;
  std::atomic<Level> level;
  std::string process;  // as JSON: `,"process":"api"`
  Writer writer;
};

Logger make(Options options, const Clock& clock) {
  Fd fd = open(options.destination);
  if (!fd)
    throw Failure(Error(kLogUnwritable, "The log cannot be written to " + options.destination + ": " +
                                            std::strerror(errno) +
                                            ". Make its folder writable, or log to stdout, stderr or another file"));
  Logger logger;
  logger.sink_ = std::make_shared<Logger::Sink>(std::move(fd), options, clock);
  return logger;
}

void Logger::log(Level level, std::string_view event, std::initializer_list<Field> fields) const {
  if (!enabled(level)) return;
  std::string line;
  line.reserve(256);
  line += R"({"time":")";
  line += to_rfc3339(sink_->clock.now());
  line += R"(","level":")";
  line += to_string(level);
  line += '"';
  append_field(line, Field("event", event));
  line += sink_->process;
  if (context_) line += *context_;
  for (const Field& field : fields) append_field(line, field);
  line += "}\n";
  if (level == Level::Error)
    sink_->writer.push_and_wait(std::move(line), kWaitForError);
  else
    sink_->writer.push(std::move(line));
}

Logger Logger::with(std::initializer_list<Field> fields) const {
  std::string context = context_ ? *context_ : std::string();
  for (const Field& field : fields) append_field(context, field);
  Logger bound = *this;
  bound.context_ = std::make_shared<const std::string>(std::move(context));
  return bound;
}

bool Logger::enabled(Level level) const { return sink_ && level >= sink_->level.load(std::memory_order_relaxed); }

void Logger::set_level(Level level) const {
  if (sink_) sink_->level.store(level, std::memory_order_relaxed);
}

std::uint64_t Logger::lost() const { return sink_ ? sink_->writer.lost() : 0; }

}  // namespace tenstone::logging
