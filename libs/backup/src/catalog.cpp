#include "catalog.hpp"

#include <charconv>
#include <fmt/core.h>
#include <map>

#include "quoting.hpp"

namespace tenstone::backup {
namespace {
using postgres::BlockingConnection;
using postgres::TextRows;

template <class T>
T number(const std::optional<std::string>& text) {
  T value{};
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

// Relations of users, and of extensions those that are declared as configuration. `condition` is NULL for the first.
constexpr std::string_view kRelations = R"(
  SELECT c.oid, n.nspname, c.relname, c.relkind, c.reltuples, x.condition
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_depend d
    ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 AND d.deptype = 'e'
  LEFT JOIN LATERAL (
    SELECT e.extcondition[i] AS condition
    FROM pg_extension e, generate_subscripts(e.extconfig, 1) i
    WHERE e.oid = d.refobjid AND e.extconfig[i] = c.oid) x ON true
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp_)'
    AND c.relpersistence <> 't' AND (d.objid IS NULL OR x.condition IS NOT NULL))";

Result<std::map<std::string, std::vector<std::string>>> list_columns(BlockingConnection& connection) {
  const auto rows = connection.execute(fmt::format(
      "SELECT r.oid, a.attname FROM ({}) r JOIN pg_attribute a ON a.attrelid = r.oid "
      "WHERE r.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY r.oid, a.attnum",
      kRelations));
  if (!rows) return rows.error();
  std::map<std::string, std::vector<std::string>> columns;
  for (const auto& row : *rows) columns[*row[0]].push_back(*row[1]);
  return columns;
}

}  // namespace

Result<void> prepare_session(BlockingConnection& connection) {
  const auto set = connection.execute(
      "SELECT set_config('search_path', '', false); SET statement_timeout = 0; "
      "SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '5s'; SET row_security = off; "
      "SET datestyle = ISO; SET intervalstyle = postgres; SET extra_float_digits = 3; SET bytea_output = hex; "
      "SET xmloption = content; SET synchronize_seqscans = off; SET timezone = UTC; "
      "SELECT set_config('client_encoding', current_setting('server_encoding'), false)");
  if (!set) return set.error();
  return {};
}

Result<std::vector<std::string>> tables_to_lock(BlockingConnection& connection) {
  const auto rows = connection.execute(
      fmt::format("SELECT nspname, relname FROM ({}) r WHERE relkind IN ('r', 'p') ORDER BY oid", kRelations));
  if (!rows) return rows.error();
  std::vector<std::string> names;
  for (const auto& row : *rows) names.push_back(qualified(*row[0], *row[1]));
  return names;
}

Result<std::vector<SourceTable>> list_tables(BlockingConnection& connection) {
  auto columns = list_columns(connection);
  if (!columns) return columns.error();
  const auto rows = connection.execute(
      fmt::format("SELECT oid, nspname, relname, (pg_relation_size(oid) + 8191) / 8192, coalesce(condition, ''), "
                  "greatest(reltuples, 0)::bigint "
                  "FROM ({}) r WHERE relkind = 'r' ORDER BY nspname, relname",
                  kRelations));
  if (!rows) return rows.error();
  std::vector<SourceTable> tables;
  for (const auto& row : *rows)
    tables.push_back({.schema = *row[1],
                      .name = *row[2],
                      .columns = std::move((*columns)[*row[0]]),
                      .pages = number<std::uint64_t>(row[3]),
                      .condition = *row[4],
                      .rows = number<std::uint64_t>(row[5])});
  return tables;
}

Result<std::vector<SequenceEntry>> list_sequences(BlockingConnection& connection) {
  const auto names = connection.execute(
      fmt::format("SELECT nspname, relname FROM ({}) r WHERE relkind = 'S' ORDER BY nspname, relname", kRelations));
  if (!names) return names.error();
  constexpr std::size_t kTogether = 200;  // in one statement
  std::vector<SequenceEntry> sequences;
  for (std::size_t begin = 0; begin < names->size(); begin += kTogether) {
    std::string sql;
    const std::size_t end = std::min(begin + kTogether, names->size());
    for (std::size_t i = begin; i < end; ++i)
      sql += fmt::format("{}SELECT {}, last_value, is_called FROM {}", i == begin ? "" : " UNION ALL ", i,
                         qualified(*(*names)[i][0], *(*names)[i][1]));
    const auto values = connection.execute(sql + " ORDER BY 1");
    if (!values) return values.error();
    for (const auto& value : *values) {
      const auto& name = names->at(number<std::size_t>(value[0]));
      sequences.push_back({*name[0], *name[1], number<std::int64_t>(value[1]), value[2] == "t"});
    }
  }
  return sequences;
}

// Asks pg_database for columns by name through JSON, since their names differ between versions of PostgreSQL.
Result<std::string> read_database_options(BlockingConnection& connection) {
  const auto rows = connection.execute(R"(
    SELECT 'ENCODING ' || quote_literal(pg_encoding_to_char(encoding))
      || ' LC_COLLATE ' || quote_literal(datcollate) || ' LC_CTYPE ' || quote_literal(datctype)
      || CASE row ->> 'datlocprovider'
           WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(locale)
             || coalesce(' ICU_RULES ' || quote_literal(row ->> 'daticurules'), '')
           WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || quote_literal(locale)
           WHEN 'c' THEN ' LOCALE_PROVIDER libc'
           ELSE '' END
    FROM (SELECT d.*, to_jsonb(d) AS row, coalesce(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale
          FROM pg_database d WHERE datname = current_database()) of_mine)");
  if (!rows) return rows.error();
  return rows->at(0).at(0).value_or("");
}

}  // namespace tenstone::backup
