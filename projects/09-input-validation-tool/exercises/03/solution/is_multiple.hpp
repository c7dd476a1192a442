// Both are brought to the smaller of the two exponents, where they are integers. The power of ten between them is
// either so small that a product has at most 36 digits, which 128 bits hold, or it is only needed modulo the step.
#pragma once
#include "../number.hpp"

namespace solution {

__extension__ using Wide = __int128;

inline Wide power_of_ten(std::int64_t exponent, Wide modulus) {  // by squaring: 20 rounds for a million
  Wide result = 1 % modulus, base = 10 % modulus;
  for (; exponent > 0; exponent /= 2) {
    if (exponent % 2 == 1) result = result * base % modulus;
    base = base * base % modulus;
  }
  return result;
}

inline bool is_multiple(const exercise::Number& value, const exercise::Number& step) {
  const std::int64_t up = std::int64_t{value.exponent} - step.exponent;
  if (value.coefficient == 0) return true;
  if (up >= 0)
    return value.coefficient % Wide{step.coefficient} * power_of_ten(up, step.coefficient) % step.coefficient == 0;
  if (up < -18) return false;  // 18 digits hold no multiple of 10^19 but 0
  Wide whole = step.coefficient;
  for (std::int64_t i = up; i < 0; ++i) whole *= 10;
  return value.coefficient % whole == 0;
}

}  // namespace solution
