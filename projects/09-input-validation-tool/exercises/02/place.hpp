// What both answers to exercise 02 work with.
#pragma once
#include <cstddef>
#include <ostream>
#include <string_view>

namespace exercise {

struct Place {  // in a text; both from 1
  std::size_t line = 1, column = 1;

  friend bool operator==(const Place&, const Place&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Place& place) {  // what a test that fails shows
    return out << place.line << ':' << place.column;
  }
};

}  // namespace exercise
