#include "tenstone/logging/logger.hpp"

#include <cstring>
#include <fcntl.h>
#include <optional>
#include <unistd.h>

#include "json.hpp"
#include "writer.hpp"

namespace tenstone::logging {
namespace {

Fd opened(Fd fd, const std::string& destination) {
  if (!fd)
    throw Failure(Error(kLogUnwritable, "The log cannot be written to " + destination + ": " + std::strerror(errno) +
                                            ". Make its folder writable, or log to stdout, stderr or another file"));
  return fd;
}

Fd open_file(const std::string& path) { return opened(Writer::open_file(path), path); }

std::string path_of(const std::string& destination) {
  return destination == "stdout" || destination == "stderr" ? "" : destination;
}

Fd open(const std::string& destination) {
  if (destination == "stdout") return opened(Fd(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0)), destination);
  if (destination == "stderr") return opened(Fd(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0)), destination);
  return open_file(destination);
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
  // `copy`: of options.file, or none.
  Sink(Fd fd, Fd copy, const Options& options, const Clock& at)
      : clock(at),
        level(options.level),
        process(process_of(options)),
        writer(std::move(fd), loss(), {}, path_of(options.destination)) {
    if (copy) file.emplace(std::move(copy), loss(), fault(options.file), options.file);
  }

  Writer::Loss loss() {
    return [this](std::uint64_t lines) { return line(Level::Warn, "log.lost", nullptr, {{"lines", lines}}); };
  }
  Writer::Fault fault(const std::string& path) {
    return [this, path](int error) {
      writer.push(line(Level::Error, "log.file_failed", nullptr, {{"file", path}, {"error", std::strerror(error)}}));
    };
  }
  void push(std::string text) {
    if (file) file->push(text);
    writer.push(std::move(text));
  }
  std::uint64_t lost() { return writer.lost() + (file ? file->lost() : 0); }

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
  const std::string process;   // as JSON: `,"process":"api"`
  Writer writer;               // behind what its thread reads
  std::optional<Writer> file;  // last: its thread pushes to `writer`
};

Logger make(Options options, const Clock& clock) {
  Fd fd = open(options.destination), copy = options.file.empty() ? Fd() : open_file(options.file);
  Logger logger;
  logger.sink_ = std::make_shared<Logger::Sink>(std::move(fd), std::move(copy), options, clock);
  return logger;
}

void Logger::log(Level level, std::string_view event, std::initializer_list<Field> fields) const {
  if (enabled(level)) sink_->push(sink_->line(level, event, context_.get(), fields));
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

std::uint64_t Logger::lost() const { return sink_ ? sink_->lost() : 0; }

}  // namespace tenstone::logging
