#pragma once
#include <string>
#include <string_view>

#include "checker.hpp"
#include "tenstone/platform/declaration.hpp"

namespace tenstone::platform {

inline constexpr std::string_view kRuns =
    "`{ builtin: NAME }`, `{ email: … }`, `{ http: URL }`, `{ event: TYPE }` or `native`";

// What `run` says; faults go to `check`.
void read_run(Checker& check, const YamlNode& node, Declaration& out);

// Where a document says what runs it.
std::string place_of(const Runner& run);

}  // namespace tenstone::platform
