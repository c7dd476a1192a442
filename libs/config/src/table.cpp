#include "tenstone/config/table.hpp"

#include <fmt/core.h>
#include <fmt/ranges.h>
#include <stdexcept>

namespace tenstone::config {

Table::Table() : config_file_(make_key("", "config", {})) {
  config_file_.meaning = "A file of NAME=value lines with the names of the environment";
  index(config_file_);
}

void Table::adopt(std::unique_ptr<Area> area) {
  areas_.push_back(std::move(area));
  for (Key& key : areas_.back()->keys) index(key);
}

void Table::index(Key& key) {
  const auto claim = [&](const std::string& spelling) {
    const auto [place, fresh] = by_spelling_.emplace(spelling, &key);
    if (!fresh)
      throw std::logic_error(
          fmt::format("{} and {} are both spelt {}: rename one", place->second->key, key.key, spelling));
  };
  claim(key.flag);
  for (const std::string& name : key.names) claim(name);
}

void Table::read_area(Area& area, const Layer& settings, std::vector<Issue>& problems) const {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Key& key : area.keys)
    if (const auto found = settings.find(&key); found != settings.end())
      pairs.emplace_back(key.field, found->second.value);
  validation::Issues issues("");
  area.read(pairs, issues);
  for (const Issue& issue : issues.list()) {
    const std::string field = issue.pointer.empty() ? "" : issue.pointer.substr(1, issue.pointer.find('/', 1) - 1);
    const auto key = std::ranges::find(area.keys, field, &Key::field);
    const Key& meant = key == area.keys.end() ? area.keys.front() : *key;
    const auto found = settings.find(&meant);
    if (issue.code == "required")
      problems.push_back(
          {"environment", meant.names.front(), issue.code, fmt::format("is required: set it, or give {}", meant.flag)});
    else if (found == settings.end())
      problems.push_back({"default", meant.names.front(), issue.code, issue.message});
    else
      problems.push_back({found->second.where, found->second.spelling, issue.code, issue.message});
  }
}

Result<void> Table::load(std::span<const std::string> arguments, validation::Pairs environment) {
  std::vector<Issue> problems;
  Layer settings = read_flags(arguments, problems);
  settings.merge(read_environment(environment, problems));  // keeps what is there: the flags win
  if (const auto file = settings.find(&config_file_); file != settings.end())
    settings.merge(read_file(file->second.value, problems));
  for (const auto& area : areas_) read_area(*area, settings, problems);

  if (!problems.empty()) {
    Error error(kConfigInvalid);
    for (const Issue& problem : problems)
      error.message += fmt::format("\n  {} ({}): {}", problem.pointer, problem.in, problem.message);
    error.issues = std::move(problems);
    return error;
  }
  for (const auto& area : areas_) area->commit();
  for (const auto& [spelling, key] : by_spelling_) {
    const auto found = settings.find(key);
    if (found == settings.end())
      key->source = "default";
    else if (found->second.where == "flag" || found->second.where == "environment")
      key->source = fmt::format("{} {}", found->second.where, found->second.spelling);
    else
      key->source = found->second.where;
    if (key == &config_file_) key->value = found == settings.end() ? "" : found->second.value;
  }
  return {};
}

std::vector<const Key*> Table::keys() const {
  std::vector<const Key*> out{&config_file_};
  for (const auto& area : areas_)
    for (const Key& key : area->keys) out.push_back(&key);
  return out;
}

std::string Table::explain() const {
  std::size_t keys_width = 3, values_width = 5, sources_width = 6;
  for (const Key* key : keys()) {
    keys_width = std::max(keys_width, key->key.size());
    values_width = std::max(values_width, std::min<std::size_t>(key->value.size(), 40));
    sources_width = std::max(sources_width, key->source.size());
  }
  std::string out;
  const auto line = [&](std::string_view key, std::string_view value, std::string_view source, std::string_view rest) {
    out += fmt::format("{:{}}  {:{}}  {:{}}  {}\n", key, keys_width, value, values_width, source, sources_width, rest);
  };
  line("key", "value", "source", "meaning");
  for (const Key* key : keys()) {
    const std::string fallback = key->default_value.empty() ? "" : fmt::format(" (default {})", key->default_value);
    line(key->key, key->value.empty() ? "-" : key->value, key->source, key->meaning + fallback);
  }
  return out;
}

std::string Table::markdown() const {
  std::string out = "| key | flag | environment, file | default | meaning |\n|---|---|---|---|---|\n";
  for (const Key* key : keys()) {
    const std::string fallback = key->required                ? "required"
                                 : key->default_value.empty() ? "-"
                                                              : fmt::format("`{}`", key->default_value);
    out += fmt::format("| `{}` | `{}` | `{}` | {} | {} |\n", key->key, key->flag, fmt::join(key->names, "`, `"),
                       fallback, key->meaning);
  }
  return out;
}

}  // namespace tenstone::config
