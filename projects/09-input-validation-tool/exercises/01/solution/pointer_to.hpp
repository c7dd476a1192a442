// Each character on its own, so that the "~" of an escape is never escaped again.
#pragma once
#include "../step.hpp"

namespace solution {

inline std::string pointer_to(const exercise::Path& path) {
  std::string pointer;
  for (const exercise::Step& step : path) {
    pointer += '/';
    const std::string* key = std::get_if<std::string>(&step);
    if (key == nullptr) {
      pointer += std::to_string(std::get<std::size_t>(step));
      continue;
    }
    for (const char c : *key) {
      if (c == '~')
        pointer += "~0";
      else if (c == '/')
        pointer += "~1";
      else
        pointer += c;
    }
  }
  return pointer;
}

}  // namespace solution
