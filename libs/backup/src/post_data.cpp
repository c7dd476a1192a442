#include "post_data.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "sql_text.hpp"

namespace tenstone::backup {
namespace {

constexpr std::string_view kEntry = "--\n-- Name: ", kEnd = "--\n-- PostgreSQL database dump complete\n";
constexpr std::string_view kType = "; Type: ";

// Of the header each line is one statement, a comment, or of psql.
bool is_setting(std::string_view line) {
  return line.ends_with(";\n") && std::ranges::count(line, '\'') % 2 == 0 &&
         (line.starts_with("SET ") || line == "SELECT pg_catalog.set_config('search_path', '', false);\n");
}

// The bytes of the header; nullopt: it is not as pg_dump writes it.
std::optional<std::size_t> read_header(std::string_view dump, std::string& settings) {
  std::size_t at = 0;
  while (!dump.substr(at).starts_with(kEntry)) {
    const auto end = dump.find('\n', at);
    if (end == dump.npos) return std::nullopt;
    const std::string_view line = dump.substr(at, end + 1 - at);
    if (is_setting(line))
      settings += line;
    else if (line != "\n" && !line.starts_with("--") && !line.starts_with("\\restrict "))
      return std::nullopt;
    at = end + 1;
  }
  // The words of SQL depend on it.
  return settings.contains("SET standard_conforming_strings = on;\n") ? std::optional(at) : std::nullopt;
}

struct Entry {
  std::string_view type, statements;
  std::size_t end;
};

// Up to the next entry. nullopt: a statement is not one of `allowed`, or there is no end.
std::optional<std::size_t> end_of_statements(std::string_view dump, std::size_t at,
                                             std::span<const std::string_view> allowed) {
  bool between = true;  // two statements
  while (at < dump.size()) {
    const std::string_view left = dump.substr(at);
    if (dump[at - 1] == '\n' && (left.starts_with(kEntry) || left.starts_with(kEnd)))
      return between ? std::optional(at) : std::nullopt;
    if (between && left[0] != '\n') {
      if (std::ranges::none_of(allowed, [&](std::string_view word) { return left.starts_with(word); }))
        return std::nullopt;
      between = false;
    }
    if (left[0] == ';') between = true;
    const auto end = end_of_element(dump, at);
    if (!end) return std::nullopt;
    at = *end;
  }
  return std::nullopt;
}

std::optional<Entry> read_entry(std::string_view dump, std::size_t at) {
  static constexpr std::array<std::string_view, 3> kBuilds = {"ALTER ", "CREATE INDEX ", "CREATE UNIQUE INDEX "};
  static constexpr std::array<std::string_view, 1> kComments = {"COMMENT ON "};
  if (!dump.substr(at).starts_with(kEntry)) return std::nullopt;
  const auto line_end = dump.find('\n', at + kEntry.size());
  if (line_end == dump.npos || !dump.substr(line_end).starts_with("\n--\n")) return std::nullopt;
  const std::string_view line = dump.substr(at, line_end - at);
  const auto type_at = line.find(kType);
  if (type_at == line.npos || line.rfind(kType) != type_at) return std::nullopt;
  const std::string_view type = line.substr(type_at + kType.size());
  Entry entry{.type = type.substr(0, type.find(';')), .statements = {}, .end = 0};
  const std::size_t begin = line_end + std::string_view("\n--\n").size();
  const bool comment = entry.type == "COMMENT";
  const auto end = comment ? end_of_statements(dump, begin, kComments) : end_of_statements(dump, begin, kBuilds);
  if (!end) return std::nullopt;
  entry.statements = dump.substr(begin, *end - begin);
  entry.end = *end;
  return entry;
}

}  // namespace

PostData split_post_data(std::string_view dump) {
  PostData parts;
  const auto header = read_header(dump, parts.settings);
  if (!header) return {.rest = std::string(dump)};
  std::size_t at = *header;
  for (auto entry = read_entry(dump, at); entry; entry = read_entry(dump, at)) {
    if (entry->type == "CONSTRAINT" || entry->type == "INDEX")
      parts.builds.emplace_back(entry->statements);
    else if (entry->type == "COMMENT" && !parts.builds.empty())
      parts.builds.back() += entry->statements;
    else
      break;
    at = entry->end;
  }
  parts.rest = std::string(dump.substr(0, *header)).append(dump.substr(at));
  return parts;
}

}  // namespace tenstone::backup
