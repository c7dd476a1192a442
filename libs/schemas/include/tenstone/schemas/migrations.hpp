#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::schemas {

// The tables of this library; after postgres::migrations().
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::schemas
