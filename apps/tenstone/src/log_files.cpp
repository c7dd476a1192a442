#include "log_files.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/core.h>
#include <sys/stat.h>

#include "process.hpp"
#include "tenstone/core/random.hpp"
#include "tenstone/platform/logs.hpp"

namespace tenstone::cli {
namespace {

namespace fs = std::filesystem;
using log_view::Root, log_view::Sources;

inline const ErrorCode kLogUnknown{ErrorKind::NotFound, "log_unknown", "There is no log of this name"};
inline const ErrorCode kLogFileUnreadable{ErrorKind::NotFound, "log_file_unreadable", "The log file cannot be read"};

Sources opened(std::vector<Root> roots) {
  auto sources = Sources::open(std::move(roots));
  if (!sources) throw Failure(sources.error());
  return std::move(*sources);
}

bool is_named(std::string_view name, std::string_view word) {
  const std::string_view path = name.substr(name.find(':') + 1), file = path.substr(path.rfind('/') + 1);
  return name == word || path == word || file == word ||
         (file.ends_with(".log") && file.substr(0, file.size() - 4) == word);
}

// "": there is none. Throws Failure when there are several.
std::string name_of(const std::vector<log_view::LogFile>& files, const std::string& word) {
  std::string found;
  for (const log_view::LogFile& each : files) {
    if (each.name == word) return word;
    if (!is_named(each.name, word)) continue;
    if (!found.empty())
      throw Failure(Error(kLogUnknown, fmt::format("{} may be {} or {}: give the whole name", word, found, each.name)));
    found = each.name;
  }
  return found;
}

// Sources follows no link, so the path has none when it gets there.
Root root_of(const std::string& path, std::size_t number) {
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about{};
  const auto refuse = [&](std::string_view why) {
    throw Failure(Error(kLogFileUnreadable, fmt::format("cannot read {}: {}", path, why)));
  };
  if (!file || fstat(file.get(), &about) != 0) refuse(std::strerror(errno));
  if (!S_ISREG(about.st_mode)) refuse("it is no file on a disk");
  const fs::path real = fs::canonical(path);
  return {.name = fmt::format("file{}", number),
          .folder = real.parent_path().string(),
          .patterns = {platform::literal_pattern(real.filename().string())}};
}

web::Cursors own_cursors() { return web::Cursors(Secret<std::string>(random_string(32))); }

}  // namespace

LogFiles::Found LogFiles::find(const Settings& settings, const std::vector<std::string>& words) {
  const Process process("log", settings);
  const log_view::Settings& own = process.platform.log_settings();
  const auto is_path = [](const std::string& word) { return word.contains('/'); };
  std::vector<Root> roots;
  if (words.empty() || !std::ranges::all_of(words, is_path)) roots = platform::log_roots(process.service, own);
  if (words.empty() && roots.empty()) throw Failure(platform::kLogsOff);
  const auto files = opened(roots).list();
  std::vector<std::string> names;
  for (const std::string& word : words) {
    std::string name = is_path(word) ? "" : name_of(files, word);
    if (name.empty() && !is_path(word) && !fs::exists(word))
      throw Failure(Error(kLogUnknown, fmt::format("there is no log {}: `tenstone log ls` lists those that there are; "
                                                   "or give the path of a file",
                                                   word)));
    if (name.empty()) {
      roots.push_back(root_of(word, roots.size()));
      name = roots.back().name + ":" + fs::canonical(word).filename().string();
    }
    names.push_back(std::move(name));
  }
  return {std::move(names), opened(std::move(roots)), own.options()};
}

LogFiles::LogFiles(const Settings& settings, const std::vector<std::string>& words)
    : found_(find(settings, words)), cursors_(own_cursors()), logs_(found_.sources, cursors_, clock_, found_.options) {}

}  // namespace tenstone::cli
