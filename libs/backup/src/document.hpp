// Small files of a repository: indexes, manifests, notes, marks. Compressed and sealed as a whole.
#pragma once
#include <string>
#include <string_view>

#include "keys.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::backup {

// `context` says which document of the repository it is ("version shop@42"): none can be put in the place of another.
std::string seal_document(const Keys& keys, std::string_view context, std::string_view text);
// Error: backup_damaged, which names the context.
Result<std::string> open_document(const Keys& keys, std::string_view context, std::string_view sealed);

}  // namespace tenstone::backup
