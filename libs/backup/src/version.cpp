#include "tenstone/backup/version.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/core.h>

#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {

std::string to_string(const Version& version) { return fmt::format("{}@{}", version.database, version.number); }

Result<void> check_database_name(std::string_view name) {
  const auto control = [](char byte) { return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7f; };
  if (name.empty() || name.size() > 63 || std::ranges::any_of(name, control)) return Error(kBackupInvalidName);
  return {};
}

Result<Version> parse_version(std::string_view text) {
  const auto at = text.rfind('@');
  if (at == text.npos) return kBackupInvalidVersion;
  Version version{.database = std::string(text.substr(0, at))};
  if (auto good = check_database_name(version.database); !good) return good.error();
  const std::string_view digits = text.substr(at + 1);
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), version.number);
  if (error != std::errc() || end != digits.end() || version.number == 0 || digits.starts_with('0'))
    return kBackupInvalidVersion;
  return version;
}

}  // namespace tenstone::backup
