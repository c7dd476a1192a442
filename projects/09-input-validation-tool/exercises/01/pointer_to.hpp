// Exercise 01: a place that everybody finds.
//
// A fault names its place by a JSON Pointer (RFC 6901), and a page marks it there. This one works until a key is
// "a/b": then it names the key "b" of an object "a". Write pointer_to() so that
//
//   - the root is "", and each step is "/" and its name: /guests/1/email;
//   - "~" in a key is written as "~0", and "/" as "~1";
//   - an empty key is a step, too: the value of "" in the root is "/".
#pragma once
#include "step.hpp"

namespace stub {

inline std::string pointer_to(const exercise::Path& path) {
  std::string pointer;
  for (const exercise::Step& step : path) {
    const std::string* key = std::get_if<std::string>(&step);
    const std::string name = key != nullptr ? *key : std::to_string(std::get<std::size_t>(step));
    if (!name.empty()) pointer += "/" + name;
  }
  return pointer.empty() ? "/" : pointer;
}

}  // namespace stub
