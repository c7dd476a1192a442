#include "text_rows.hpp"

#include <fmt/core.h>
#include <libpq-fe.h>

#include "tenstone/postgres/errors.hpp"

namespace tenstone::postgres {

TextRows text_rows(const pg_result* answer) {
  TextRows rows(static_cast<std::size_t>(PQntuples(answer)));
  for (int row = 0; row < PQntuples(answer); ++row)
    for (int column = 0; column < PQnfields(answer); ++column)
      rows[static_cast<std::size_t>(row)].push_back(PQgetisnull(answer, row, column)
                                                        ? std::nullopt
                                                        : std::optional<std::string>(PQgetvalue(answer, row, column)));
  return rows;
}

Error unavailable(pg_conn* connection, std::string_view what) {
  std::string_view said = connection ? PQerrorMessage(connection) : "out of memory";
  while (said.ends_with('\n')) said.remove_suffix(1);
  return Error(kDatabaseUnavailable, {}, said.empty() ? std::string(what) : fmt::format("{}: {}", what, said));
}

}  // namespace tenstone::postgres
