// Versions by SemVer 2.0.0, without allocation.
#pragma once
#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tenstone::flags {

struct Semver {
  std::array<std::uint64_t, 3> numbers{};  // major, minor, patch
  std::string_view prerelease;             // "rc.1"; points into the text that was parsed
};

// "1.2.3", "1.2.3-rc.1+build5"; also "v1.2.3", "1.2" and "1", which mean 1.2.0 and 1.0.0. Nothing when it is not one.
std::optional<Semver> parse_semver(std::string_view text);
// Precedence (SemVer §11): 1.0.0-rc.1 < 1.0.0; what stands behind '+' does not count.
std::strong_ordering compare(const Semver& left, const Semver& right);

}  // namespace tenstone::flags
