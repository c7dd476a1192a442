// A \r ends a line unless a \n follows, which does it then: also when the fault stands between the two.
#pragma once
#include "../place.hpp"

namespace solution {

inline exercise::Place place_of(std::string_view text, std::size_t offset) {
  exercise::Place place;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    const bool pair = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (text[i] == '\n' || (text[i] == '\r' && !pair))
      place = {.line = place.line + 1, .column = 1};
    else if (!continues)
      ++place.column;
  }
  return place;
}

}  // namespace solution
