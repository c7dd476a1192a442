#pragma once
#include <string>
#include <string_view>

#include "tenstone/postgres/blocking.hpp"

struct pg_conn;
struct pg_result;

namespace tenstone::postgres {

TextRows text_rows(const pg_result* answer);
// database_unavailable, with what libpq says about the connection. Null: no memory for one.
Error unavailable(pg_conn* connection, std::string_view what);

}  // namespace tenstone::postgres
