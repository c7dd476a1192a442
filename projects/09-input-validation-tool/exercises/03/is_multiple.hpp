// Exercise 03: the last digits count.
//
// `"multipleOf": 0.01` says that an amount has whole cents. With doubles 1070468.14 has none, since no double is 0.01;
// and above 2^53 every number is even. Write is_multiple() so that it is exact for all numbers that a Number can be,
// whatever their exponents, and takes no longer for 1e1000000 than for 1e10. `step` is above 0.
#pragma once
#include "number.hpp"

namespace stub {

inline bool is_multiple(const exercise::Number& value, const exercise::Number& step) {
  return std::fmod(exercise::as_double(value), exercise::as_double(step)) == 0;
}

}  // namespace stub
