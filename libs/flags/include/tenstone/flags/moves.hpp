// Who gets another variant when a split changes. Pure.
#pragma once
#include <string>
#include <vector>

#include "tenstone/flags/split.hpp"

namespace tenstone::flags {

// The points `from` to `to` - 1 change hands.
struct Move {
  std::string from_variant, to_variant;
  int from = 0, to = 0;

  friend bool operator==(const Move&, const Move&) = default;
};

// In order of the points; neighbours of the same two variants are one. The two splits have one salt and split by the
// same attribute, else their points are those of other units. A variant for everybody is a split of it as `rest`.
std::vector<Move> moves(const Split& before, const Split& after);

}  // namespace tenstone::flags
