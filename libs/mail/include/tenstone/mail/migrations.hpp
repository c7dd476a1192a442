#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::mail {

// The outbox. Needs postgres::migrations() before it.
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::mail
