// Reads connection strings: URLs, or libpq's "host=… dbname=…".
#pragma once
#include <map>
#include <string>

#include "tenstone/core/result.hpp"

namespace tenstone::postgres {

// The settings of a connection string by the environment variables that libpq's programs read, such as PGHOST and
// PGPASSWORD. So pg_dump and psql get a password that no list of processes shows. Settings without a variable are left
// out. Error: database_unavailable (the string cannot be read).
Result<std::map<std::string, std::string>> connection_environment(const std::string& connection_string);

// The same server with another database, in libpq's form. Error: as above.
Result<std::string> with_database(const std::string& connection_string, const std::string& database);

}  // namespace tenstone::postgres
