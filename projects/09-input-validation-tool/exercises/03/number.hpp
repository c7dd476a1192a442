// What both answers to exercise 03 work with.
#pragma once
#include <cmath>
#include <cstdint>

namespace exercise {

// A decimal number as it was written: 1070468.14 is {107046814, -2}, and 1e400 is {1, 400}.
struct Number {
  std::int64_t coefficient = 0;  // of up to 18 digits
  int exponent = 0;              // of 10; -1,000,000 to 1,000,000
};

inline double as_double(const Number& number) {
  return static_cast<double>(number.coefficient) * std::pow(10.0, number.exponent);
}

}  // namespace exercise
