#include "tenstone/logging/logger.hpp"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include "json.hpp"
#include "writer.hpp"

namespace tenstone::logging {
namespace {

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
  Sink(Fd fd, const Options& options, const Clock& at)
      : clock(at),
        level(options.level),
        process(process_of(options)),
        writer(std::move(fd),
               [this](std::uint64_t lines) { return line(Level::Warn, "log.lost", nullptr, {{"lines", lines}}); }) {}

  static std::string process_of(const Options& options) {
    std::string json;
    if (!options.process.empty()) append_field(json, Field("process", options.process));
    return json;
  }
  std::string line(Level of, std::string_view event, const std::string* context,
                   std::initializer_list<Field> fields) const {
    std::string text;
    text.reserve(256);
    text += R"({"time":")";
    text += to_rfc3339(clock.now());
    text += R"(","level":")";
    text += to_string(of);
    text += '"';
    append_field(text, Field("event", event));
    text += process;
    if (context != nullptr) text += *context;
    for (const Field& field : fields) append_field(text, field);
    text += "}\n";
    return text;
  }

  const Clock& clock;
  std::atomic<Level> level;
  const std::string process;  // as JSON: `,"process":"api"`
  Writer writer;              // last: its thread reads what is above
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
  if (enabled(level)) sink_->writer.push(sink_->line(level, event, context_.get(), fields));
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
