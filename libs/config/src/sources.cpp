#include <cerrno>
#include <cstring>
#include <fmt/core.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

#include "env_line.hpp"
#include "tenstone/config/table.hpp"

namespace tenstone::config {
namespace {

constexpr std::string_view kPrefix = "TENSTONE_", kByteOrderMark = "\xef\xbb\xbf";

// Levenshtein's distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = diagonal + (a[i - 1] != b[j - 1]);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::pair<std::string, std::string>> environment() {
  std::vector<std::pair<std::string, std::string>> out;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = std::min(text.find('='), text.size());
    out.emplace_back(text.substr(0, equals), text.substr(std::min(equals + 1, text.size())));
  }
  return out;
}

std::vector<std::string> Table::service_links(validation::Pairs environment) const {
  std::vector<std::string> names;
  for (const auto& [name, value] : environment)
    if (name.starts_with(kPrefix) && is_service_link(name, value, by_spelling_.contains(name))) names.push_back(name);
  return names;
}

std::string Table::suggestion(std::string_view unknown) const {
  std::size_t best = std::max<std::size_t>(2, unknown.size() / 4) + 1;
  std::string_view nearest;
  for (const auto& [spelling, key] : by_spelling_) {
    if (spelling.starts_with("--") != unknown.starts_with("--")) continue;
    if (const std::size_t far = distance(spelling, unknown); far < best) best = far, nearest = spelling;
  }
  return nearest.empty() ? "is not a known setting: remove it"
                         : fmt::format("is not a known setting: did you mean {}?", nearest);
}

void Table::put(Layer& layer, std::string_view kind, Setting setting, std::vector<Issue>& problems) const {
  const auto known = by_spelling_.find(setting.spelling);
  if (known == by_spelling_.end() || (kind == "flag") != setting.spelling.starts_with("--")) {
    problems.push_back({setting.where, setting.spelling, "unknown_key", suggestion(setting.spelling)});
    return;
  }
  const Key* key = known->second;
  if (kind == "file" && key == &config_file_) {
    problems.push_back({setting.where, setting.spelling, "nested_file", "a file cannot name another one: remove it"});
    return;
  }
  const auto [place, fresh] = layer.emplace(key, setting);
  if (fresh || place->second.value == setting.value) return;
  if (place->second.spelling == setting.spelling && place->second.where == setting.where) {
    problems.push_back({setting.where, setting.spelling, "conflict", "is given twice, with two values: keep one"});
    return;
  }
  problems.push_back({setting.where, setting.spelling, "conflict",
                      fmt::format("gives {} another value than {} ({}): keep one", key->key, place->second.spelling,
                                  place->second.where)});
}

Table::Layer Table::read_flags(std::span<const std::string> arguments, std::vector<Issue>& problems) const {
  Layer layer;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    const std::size_t equals = argument.find('=');
    Setting setting{argument.substr(0, equals), "true", "flag"};
    const auto known = by_spelling_.find(setting.spelling);
    const bool alone = known == by_spelling_.end() || known->second->boolean;
    if (equals != argument.npos) {
      setting.value = argument.substr(equals + 1);
    } else if (!alone && (i + 1 == arguments.size() || arguments[i + 1].starts_with("--"))) {
      problems.push_back({"flag", setting.spelling, "no_value",
                          fmt::format("needs a value: {0} VALUE, or {0}=VALUE", setting.spelling)});
      continue;
    } else if (!alone) {
      setting.value = arguments[++i];
    }
    put(layer, "flag", std::move(setting), problems);
    // The value that belongs to an unknown flag is not a problem of its own.
    if (known == by_spelling_.end() && argument.starts_with("--") && equals == argument.npos &&
        i + 1 < arguments.size() && !arguments[i + 1].starts_with("--"))
      ++i;
  }
  return layer;
}

std::vector<std::string> Table::take_flags(std::vector<std::string>& words) const {
  std::vector<std::string> flags, others;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::size_t equals = words[i].find('=');
    const auto known = words[i].starts_with("--") ? by_spelling_.find(words[i].substr(0, equals)) : by_spelling_.end();
    if (known == by_spelling_.end()) {
      others.push_back(std::move(words[i]));
      continue;
    }
    const bool alone = known->second->boolean || equals != std::string::npos;
    flags.push_back(std::move(words[i]));
    if (!alone && i + 1 < words.size() && !words[i + 1].starts_with("--")) flags.push_back(std::move(words[++i]));
  }
  words = std::move(others);
  return flags;
}

Table::Layer Table::read_environment(validation::Pairs variables, std::vector<Issue>& problems) const {
  Layer layer;
  for (const auto& [name, value] : variables) {
    const bool is_setting = !name.starts_with("--") && by_spelling_.contains(name);
    if (!value.empty() && (is_setting || name.starts_with(kPrefix)) && !is_service_link(name, value, is_setting))
      put(layer, "environment", {name, value, "environment"}, problems);
  }
  return layer;
}

Table::Layer Table::read_file(const std::string& path, std::vector<Issue>& problems) const {
  Layer layer;
  std::ifstream file(path);
  std::stringstream content;
  if (!file || !(content << file.rdbuf())) {
    const std::string reason = errno ? std::strerror(errno) : "it is empty or no file";
    problems.push_back({"file", path, "unreadable", fmt::format("cannot be read: {}", reason)});
    return layer;
  }
  std::string line;
  for (std::size_t number = 1; std::getline(content, line); ++number) {
    const std::string where = fmt::format("{}:{}", path, number);
    if (number == 1 && line.starts_with(kByteOrderMark)) line.erase(0, kByteOrderMark.size());
    auto read = read_env_line(line);
    if (!read) {
      problems.push_back({where, "line " + std::to_string(number), "syntax", std::move(read.error())});
      continue;
    }
    if (read->name.empty() || (read->value.empty() && by_spelling_.contains(read->name))) continue;
    put(layer, "file", {std::move(read->name), std::move(read->value), where}, problems);
  }
  return layer;
}

}  // namespace tenstone::config
