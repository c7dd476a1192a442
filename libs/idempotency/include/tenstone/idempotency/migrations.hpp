#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::idempotency {

// The table of answers. Needs postgres::migrations() before it.
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::idempotency
