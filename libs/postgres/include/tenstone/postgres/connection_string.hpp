// Reads connection strings: URLs, or libpq's "host=… dbname=…".
#pragma once
#include <map>
#include <string>

#include "tenstone/core/result.hpp"

namespace tenstone::postgres {

inline const ErrorCode kConnectionStringInvalid{ErrorKind::Invalid, "connection_string_invalid",
                                                "This is no address of a PostgreSQL database. Write "
                                                "postgres://USER:PASSWORD@HOST:PORT/DATABASE, with %40 for an @ in "
                                                "the password, %2F for a /, %3A for a : and %25 for a %"};

// Whether libpq can read it. Ask before the first connection: what libpq says of a malformed one quotes parts of it,
// perhaps of the password. Error: connection_string_invalid, which quotes nothing.
Result<void> check_connection_string(const std::string& connection_string);

// The settings of a connection string by the environment variables that libpq's programs read, such as PGHOST and
// PGPASSWORD. So pg_dump and psql get a password that no list of processes shows. Settings without a variable are left
// out. Error: connection_string_invalid.
Result<std::map<std::string, std::string>> connection_environment(const std::string& connection_string);

// The same server with another database, in libpq's form. Error: as above.
Result<std::string> with_database(const std::string& connection_string, const std::string& database);

}  // namespace tenstone::postgres
