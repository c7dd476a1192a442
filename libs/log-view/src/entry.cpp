#include "tenstone/log_view/entry.hpp"

#include <algorithm>
#include <array>

#include "json.hpp"

namespace tenstone::log_view {
namespace {

constexpr std::array<std::string_view, 7> kLevels{"none", "trace", "debug", "info", "warn", "error", "fatal"};
constexpr std::array<std::string_view, 6> kSources{"none", "text", "config", "assumed", "inferred_year", "inherited"};

struct LevelWord {
  std::string_view word;
  Level level;
};
constexpr std::array kWords{
    LevelWord{"INFO", Level::Info},       LevelWord{"WARN", Level::Warn},    LevelWord{"ERROR", Level::Error},
    LevelWord{"DEBUG", Level::Debug},     LevelWord{"WARNING", Level::Warn}, LevelWord{"NOTICE", Level::Info},
    LevelWord{"TRACE", Level::Trace},     LevelWord{"FATAL", Level::Fatal},  LevelWord{"CRITICAL", Level::Fatal},
    LevelWord{"CRIT", Level::Fatal},      LevelWord{"ALERT", Level::Fatal},  LevelWord{"EMERG", Level::Fatal},
    LevelWord{"EMERGENCY", Level::Fatal}, LevelWord{"PANIC", Level::Fatal},  LevelWord{"SEVERE", Level::Error},
    LevelWord{"ERR", Level::Error},       LevelWord{"LOG", Level::Info},     LevelWord{"INFORMATION", Level::Info},
    LevelWord{"VERBOSE", Level::Debug},   LevelWord{"FINE", Level::Debug},   LevelWord{"FINER", Level::Trace},
    LevelWord{"FINEST", Level::Trace},    LevelWord{"CONFIG", Level::Debug}, LevelWord{"FAILURE", Level::Error},
    LevelWord{"DETAIL", Level::None},     LevelWord{"HINT", Level::None},    LevelWord{"STATEMENT", Level::None},
    LevelWord{"CONTEXT", Level::None},    LevelWord{"QUERY", Level::None},   LevelWord{"DEBUG1", Level::Debug},
    LevelWord{"DEBUG2", Level::Debug},    LevelWord{"DEBUG3", Level::Trace}, LevelWord{"DEBUG4", Level::Trace},
    LevelWord{"DEBUG5", Level::Trace},    LevelWord{"I", Level::Info},       LevelWord{"W", Level::Warn},
    LevelWord{"E", Level::Error},         LevelWord{"F", Level::Fatal},      LevelWord{"D", Level::Debug},
    LevelWord{"V", Level::Trace},         LevelWord{"T", Level::Trace},      LevelWord{"#", Level::Warn},
    LevelWord{"*", Level::Info},          LevelWord{"-", Level::Debug},      LevelWord{".", Level::Trace}};

}  // namespace

std::string_view to_string(Level level) { return kLevels[static_cast<std::size_t>(level)]; }
std::string_view to_string(TimeSource source) { return kSources[static_cast<std::size_t>(source)]; }

std::optional<Level> level_of(std::string_view word) {
  const auto same = [](char a, char b) { return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 32) : a) == b; };
  if (word.empty()) return std::nullopt;
  for (const LevelWord& known : kWords)
    if (known.word.size() == word.size() && same(word.front(), known.word.front()) &&
        std::ranges::equal(word, known.word, same))
      return known.level;
  return std::nullopt;
}

void Entry::clear() {
  raw = message = {};
  offset = end = lines = 0;
  truncated = false;
  stamp = {};
  time.reset();
  time_source = TimeSource::None;
  level = Level::None;
  fields.clear();
  kept.clear();
}

std::optional<std::string_view> Entry::find(std::string_view name) const {
  for (const auto& [key, value] : fields)
    if (key == name) return value;
  for (std::size_t dot = name.find('.'); dot != name.npos; dot = name.find('.', dot + 1))
    for (const auto& [key, value] : fields)
      if (key == name.substr(0, dot)) return find_member(value, name.substr(dot + 1));
  return std::nullopt;
}

}  // namespace tenstone::log_view
