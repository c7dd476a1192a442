#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::audit {

// The table and its chains. Needs postgres::migrations() before it.
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::audit
