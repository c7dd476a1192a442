#include "tenstone/postgres/rows.hpp"

#include <charconv>
#include <cstdlib>
#include <fmt/core.h>
#include <libpq-fe.h>

#include "oids.hpp"
#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {
namespace {

struct Known {
  std::uint32_t type, array;
  std::string_view name;
};
constexpr Known kKnown[] = {
    {oid::kBool, 1000, "bool"},
    {oid::kBytea, 1001, "bytea"},
    {oid::kChar, 1002, "\"char\""},
    {oid::kName, 1003, "name"},
    {oid::kInt2, 1005, "int2"},
    {oid::kInt4, 1007, "int4"},
    {oid::kText, 1009, "text"},
    {oid::kBpchar, 1014, "char(n)"},
    {oid::kVarchar, 1015, "varchar"},
    {oid::kInt8, 1016, "int8"},
    {oid::kFloat4, 1021, "float4"},
    {oid::kFloat8, 1022, "float8"},
    {oid::kJson, 199, "json"},
    {oid::kJsonb, 3807, "jsonb"},
    {oid::kTimestamptz, 1185, "timestamptz"},
    {oid::kUuid, 2951, "uuid"},
    {oid::kNumeric, 1231, "numeric"},
    {1082, 1182, "date"},
    {1083, 1183, "time"},
    {1114, 1115, "timestamp"},
    {1186, 1187, "interval"},
    {869, 1041, "inet"},
    {2278, 0, "void"},
    {2249, 2287, "record"},
};

std::string name_of(std::uint32_t type) {
  for (const Known& known : kKnown) {
    if (known.type == type) return std::string(known.name);
    if (known.array == type) return std::string(known.name) + "[]";
  }
  return fmt::format("the type with oid {}", type);
}

bool is_text(std::uint32_t type) {
  switch (type) {
    case oid::kText:
    case oid::kVarchar:
    case oid::kBpchar:
    case oid::kName:
    case oid::kChar:
    case oid::kJson:
    case oid::kJsonb: return true;
    default: return type >= oid::kFirstOfUsers;
  }
}

bool fits(std::uint32_t column, std::uint32_t member) {
  switch (member) {
    case oid::kText: return is_text(column);
    case oid::kJsonb: return column == oid::kJsonb || column == oid::kJson;
    case oid::kInt4: return column == oid::kInt4 || column == oid::kInt2;
    case oid::kInt8: return column == oid::kInt8 || column == oid::kInt4 || column == oid::kInt2;
    case oid::kFloat8: return column == oid::kFloat8 || column == oid::kFloat4;
    default: return column == member;
  }
}

// The element type of an array type; 0 when we do not know it.
std::uint32_t element_of(std::uint32_t array) {
  for (const Known& known : kKnown)
    if (known.array == array && array != 0) return known.type;
  return array >= oid::kFirstOfUsers ? array : 0;
}

[[noreturn]] void fail(std::string text) { throw Failure(Error(kDatabaseError, {}, std::move(text))); }

}  // namespace

std::size_t Rows::size() const { return result_ ? static_cast<std::size_t>(PQntuples(result_.get())) : 0; }
std::size_t Rows::columns() const { return result_ ? static_cast<std::size_t>(PQnfields(result_.get())) : 0; }

std::size_t Rows::affected() const {
  if (!result_) return 0;
  const std::string_view text = PQcmdTuples(result_.get());
  std::size_t count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

Cell Rows::cell(std::size_t row, std::size_t column) const {
  if (row >= size() || column >= columns()) fail(fmt::format("{}: there is no cell {}, {}", statement_, row, column));
  const int r = static_cast<int>(row);
  const int c = static_cast<int>(column);
  const PGresult* result = result_.get();
  return {.data = {PQgetvalue(result, r, c), static_cast<std::size_t>(PQgetlength(result, r, c))},
          .type = PQftype(result, c),
          .null = PQgetisnull(result, r, c) != 0};
}

void Rows::check_count(std::size_t members) const {
  if (!result_ || columns() == members) return;
  fail(fmt::format("{}: {} columns were selected, the struct has {} members", statement_, columns(), members));
}

void Rows::check_type(std::size_t column, std::uint32_t member, bool array, const char* member_name) const {
  if (!result_) return;
  const std::uint32_t type = PQftype(result_.get(), static_cast<int>(column));
  if (array ? fits(element_of(type), member) : fits(type, member)) return;
  const char* advice = type == oid::kNumeric || type == 1231 ? ": read it as a Decimal, or cast it" : "";
  fail(fmt::format("{}: column {} ({}) is {}, which does not fit {}{}{}", statement_, column + 1,
                   PQfname(result_.get(), static_cast<int>(column)), name_of(type), member_name,
                   array ? " in a std::vector" : "", advice));
}

void Rows::refuse_null(std::size_t column) const {
  fail(fmt::format("{}: column {} ({}) is NULL, and the member is not a std::optional", statement_, column + 1,
                   PQfname(result_.get(), static_cast<int>(column))));
}

void Rows::refuse_value(std::size_t column, const Cell& value) const {
  fail(fmt::format("{}: column {} ({}) {}", statement_, column + 1, PQfname(result_.get(), static_cast<int>(column)),
                   why_not(value)));
}

}  // namespace tenstone::postgres
