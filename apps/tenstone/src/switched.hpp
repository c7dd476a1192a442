// A boolean flag by one word: on, off, 20%.
#pragma once
#include <optional>
#include <string>

#include "tenstone/core/result.hpp"
#include "tenstone/flags/definition.hpp"

namespace tenstone::cli {

inline const ErrorCode kFlagValueInvalid{ErrorKind::Invalid, "flag_value_invalid",
                                         "A flag is set to on, off or a share such as 20%, or by --file"};

// The flag after that: "on" and "off" switch it and leave its shares as they are; a share switches it on, and keeps
// those who had it when it grows. Without a flag: a new one with the variants on and off. Errors: flag_value_invalid
// (no such word; a share of a flag that is no boolean one), weights_invalid.
Result<flags::Definition> switched(const std::string& key, std::optional<flags::Definition> flag,
                                   const std::string& word);

}  // namespace tenstone::cli
