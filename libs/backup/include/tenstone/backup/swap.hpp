// Puts a restored database in the place of the live one. Blocks.
#pragma once
#include <string>

#include "tenstone/core/clock.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// Ends the sessions of both databases, then renames `live` to "shop__old_20261201214500" and `restored` to `live` in
// one transaction, and gives the new one the owner, the privileges and the settings of the old one. Returns the name of
// the old one, which accepts no connections from then on. After an error the names are what they were. `url` is of the
// server: its database does not matter. Errors: backup_database_missing, backup_database_exists (the name for the old
// one), backup_database_unfinished, those of BlockingConnection.
Result<std::string> swap(const std::string& url, const std::string& live, const std::string& restored,
                         const Clock& clock);

// Undoes swap(): `old` is `live` again. Returns the new name of the database that was live, "shop__undone_…".
// Errors: as above.
Result<std::string> swap_back(const std::string& url, const std::string& live, const std::string& old,
                              const Clock& clock);

}  // namespace tenstone::backup
