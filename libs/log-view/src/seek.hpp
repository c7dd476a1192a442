#pragma once
#include "opened.hpp"
#include "tenstone/log_view/query.hpp"

namespace tenstone::log_view {

// How far the times of a log may lie out of their order.
inline constexpr std::chrono::hours kDisorder{1};

struct Bounds {
  std::uint64_t begin, end;  // where an entry begins, or the end of the file
};
// The part of a file outside of which no entry lies within the times of the query, found by bisection: times are taken
// to be in order but for kDisorder. The whole file where the log writes no years or the query has no times. Blocks.
Bounds bounds_of(const Opened& file, const Query& query, Budget& budget);

}  // namespace tenstone::log_view
