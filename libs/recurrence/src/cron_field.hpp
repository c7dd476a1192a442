// One field of a cron expression, as bits.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>

#include "tenstone/core/result.hpp"

namespace tenstone::recurrence {

struct CronField {
  std::string_view name;                    // for messages
  int lowest, highest;                      // of "*"
  int most;                                 // the highest value that may be written
  std::span<const std::string_view> names;  // of the values from `lowest` on
};

// Bit n: the value n. `column` is where the field begins in the whole expression, from 1, for messages.
// Error: invalid_cron.
Result<std::uint64_t> parse_cron_field(const CronField& field, std::string_view text, std::size_t column);

}  // namespace tenstone::recurrence
