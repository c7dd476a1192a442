// Exercise 02: a file is not what it says.
//
// This believes the file: what was cut off, what has a flipped bit, and the entry of another key are all handed out as
// if they were right. Change read() so that it returns the body only of a file that is whole and holds this very key;
// anything else is a miss. It must not read beyond the file's bytes, whatever its lengths say.
#pragma once
#include "file.hpp"

namespace stub {

// The body, as a view into `file`.
inline std::optional<std::string_view> read(std::string_view file, std::string_view key) {
  if (file.size() < exercise::kHeader + key.size()) return std::nullopt;
  return file.substr(exercise::kHeader + key.size());
}

}  // namespace stub
