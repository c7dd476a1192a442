// A window that ends later than a new one would was not begun by this clock: it ends when a new one would. What was
// used of it stays used, or each step back would forgive it.
#pragma once
#include <algorithm>

#include "../window.hpp"

namespace solution {

inline exercise::Decision decide(const exercise::Limit& limit, const exercise::Window& kept, exercise::Time now) {
  const bool over = now >= kept.ends;
  exercise::Window window = over ? exercise::Window{now + limit.window, 0} : kept;
  window.ends = std::min(window.ends, now + limit.window);
  if (window.used >= limit.requests) return {false, window};
  ++window.used;
  return {true, window};
}

}  // namespace solution
