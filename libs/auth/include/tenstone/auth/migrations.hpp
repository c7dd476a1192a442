#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::auth {

// Users, organisations, tokens, passwords, sessions. Need those of postgres and audit before them.
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::auth
