#pragma once
#include <span>

#include "tenstone/postgres/migration.hpp"

namespace tenstone::reminders {

// The tables of this library; after postgres::migrations().
std::span<const postgres::Migration> migrations();

}  // namespace tenstone::reminders
