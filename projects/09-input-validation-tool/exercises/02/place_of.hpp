// Exercise 02: the column that an editor shows.
//
// A parser knows at which byte of a text a fault stands. People look for a line and a column. This counts bytes, so
// behind "Grüße" a fault is said to stand two characters too far to the right, and behind a tea cup (four bytes) three.
//
// `text` is UTF-8, and `offset` the first byte of a character, or the end of the text. Write place_of() so that
//
//   - a column counts characters (code points). In UTF-8 every byte but the first of a character is 10xxxxxx;
//   - a line ends with \n, \r\n or \r alone; \r\n is one end, not two.
#pragma once
#include "place.hpp"

namespace stub {

inline exercise::Place place_of(std::string_view text, std::size_t offset) {
  exercise::Place place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n')
      place = {.line = place.line + 1, .column = 1};
    else
      ++place.column;
  }
  return place;
}

}  // namespace stub
