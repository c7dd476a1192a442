#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// The name of a backup. The versions of a database are numbered 1, 2, 3 …; a number is never used again.
struct Version {
  std::string database;
  std::uint64_t number = 0;
  friend auto operator<=>(const Version&, const Version&) = default;
};

std::string to_string(const Version& version);            // "shop@42"
Result<Version> parse_version(std::string_view text);     // Error: backup_invalid_version, backup_invalid_name
Result<void> check_database_name(std::string_view name);  // Error: backup_invalid_name

}  // namespace tenstone::backup
