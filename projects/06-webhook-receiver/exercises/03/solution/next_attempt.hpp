// The schedule decides; the receiver can only ask for more time, and only for so much.
#pragma once
#include <algorithm>
#include <optional>
#include <string_view>

#include "../delivery.hpp"

namespace solution {

// Never more than kLongest, so that no number of digits is too large. Not digits: zero.
inline exercise::seconds retry_after(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::ranges::all_of(text, digit)) return {};
  exercise::seconds pause{};
  for (const char c : text) pause = std::min(pause * 10 + exercise::seconds(c - '0'), exercise::kLongest);
  return pause;
}

inline std::optional<exercise::seconds> next_attempt(int attempt, const exercise::Answer& answer) {
  const bool delivered = answer.status >= 200 && answer.status < 300;
  if (delivered || answer.status == 410 || attempt > std::ssize(exercise::kPauses)) return std::nullopt;
  const exercise::seconds pause = exercise::kPauses.at(static_cast<std::size_t>(attempt - 1));
  const bool asks = answer.status == 429 || answer.status == 503;
  return asks ? std::max(pause, retry_after(answer.retry_after)) : pause;
}

}  // namespace solution
