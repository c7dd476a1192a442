// Databases as a whole: made, dropped, renamed. Blocks.
#pragma once
#include <chrono>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/postgres/blocking_connection.hpp"

namespace tenstone::backup {

// A connection to `postgres` or else `template1` on the server of `url`.
Result<postgres::BlockingConnection> connect_admin(const std::string& url);

Result<bool> database_exists(postgres::BlockingConnection& admin, const std::string& name);
// Ends its sessions. Tries for so long while somebody is in it whose session it may not end, such as autovacuum.
Result<void> drop_database(postgres::BlockingConnection& admin, const std::string& name,
                           std::chrono::milliseconds patience = std::chrono::seconds(10));
// `name` and `suffix`, at most 63 bytes in all: the name is cut, and no character of it is halved.
std::string with_suffix(std::string_view name, std::string_view suffix);
std::string random_suffix();  // 8 hexadecimal digits

// Owner, privileges and settings (ALTER DATABASE … SET, ALTER ROLE … IN DATABASE … SET) of the database `from` as
// statements that give them to the database `to`.
Result<std::string> copy_properties(postgres::BlockingConnection& admin, const std::string& from,
                                    const std::string& to);

// The same for a database whose name is not known yet, as UTF-8; and these statements for the database `to`.
Result<std::string> read_properties(postgres::BlockingConnection& connection, const std::string& from);
std::string properties_for(std::string properties, const std::string& to);

}  // namespace tenstone::backup
