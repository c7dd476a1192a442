#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::auth {

// The tables of this library: migrations/*.sql.
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::auth
