// Whether migrations can be taken back.
#pragma once
#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/testing/temporary_database.hpp"

namespace tenstone::testing {

// The lines of pg_dump's schema, sorted: a column that has come back stands at another place, and means the same.
inline std::vector<std::string> schema_of(const TemporaryDatabase& database) {
  const std::string command =
      "set -- /usr/lib/postgresql/*/bin/pg_dump; exec $1 --schema-only --no-owner --dbname='" + database.url() + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> dump(popen(command.c_str(), "r"), pclose);
  std::string text;
  for (int byte; dump && (byte = fgetc(dump.get())) != EOF;) text += static_cast<char>(byte);
  if (!text.contains("CREATE SCHEMA")) throw std::runtime_error(command + " gave: " + text);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string line = text.substr(0, end);
    text.erase(0, std::min(end, text.size() - 1) + 1);
    if (line.ends_with(',')) line.pop_back();
    if (!line.empty() && !line.starts_with("--") && !line.starts_with('\\')) lines.push_back(std::move(line));
  }
  std::ranges::sort(lines);
  return lines;
}

// Applies the migrations of `modules` one by one, takes those back one by one that are not of the first `kept` modules,
// and applies them again. A line for each that leaves another schema behind than was there before it: none, where all
// is well. As in postgres::migrate(), `modules` stand in the order of their dependencies.
inline std::vector<std::string> not_reversible(const postgres::Modules& modules, std::size_t kept = 0) {
  using std::chrono_literals::operator""s;
  const TemporaryDatabase database({modules.begin(), modules.begin() + static_cast<std::ptrdiff_t>(kept)});
  struct Step {
    postgres::Modules modules;  // with this migration as the last
    std::vector<std::string> after;
  };
  postgres::Modules so_far(modules.begin(), modules.begin() + static_cast<std::ptrdiff_t>(kept));
  std::vector<Step> steps{{so_far, schema_of(database)}};
  for (std::size_t i = kept; i < modules.size(); ++i) {
    so_far.emplace_back();
    for (std::size_t count = 1; count <= modules[i].size(); ++count) {
      so_far.back() = modules[i].first(count);
      postgres::migrate(database.url(), so_far, 10s).value();
      steps.push_back({so_far, schema_of(database)});
    }
  }
  std::vector<std::string> faults;
  for (std::size_t i = steps.size(); i-- > 1;) {
    const postgres::Migration& last = steps[i].modules.back().back();
    postgres::migrate_down(database.url(), steps[i].modules, last.module, 1, 10s).value();
    const std::vector<std::string> now = schema_of(database);
    if (now == steps[i - 1].after) continue;
    std::string fault = std::string(last.module) + " " + std::to_string(last.version) + " " + std::string(last.name);
    const auto tell = [&fault](const char* what, const auto& of, const auto& without) {
      std::vector<std::string> lines;
      std::ranges::set_difference(of, without, std::back_inserter(lines));
      for (const std::string& line : lines) fault += "\n  " + std::string(what) + ": " + line;
    };
    tell("missing", steps[i - 1].after, now);
    tell("left behind", now, steps[i - 1].after);
    faults.push_back(std::move(fault));
  }
  postgres::migrate(database.url(), modules, 10s).value();
  if (schema_of(database) != steps.back().after) faults.emplace_back("all: applied again, the schema is another one");
  return faults;
}

}  // namespace tenstone::testing
