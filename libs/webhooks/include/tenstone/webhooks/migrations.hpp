#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::webhooks {

// The tables of this library; after postgres::migrations() and audit::migrations().
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::webhooks
