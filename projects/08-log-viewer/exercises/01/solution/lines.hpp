// What stands before the first '\n' of a block may go on in the block before: it is kept until a '\n' or the beginning
// of the file is found.
#pragma once
#include <algorithm>

#include "../file.hpp"

namespace solution {

inline std::vector<std::string> last_lines(const exercise::File& file, std::size_t count, std::size_t block) {
  std::vector<std::string> lines;
  std::string open;       // the end of a line whose beginning has not been read yet
  bool has_line = false;  // false: nothing but the end of the file was seen
  for (std::size_t end = file.size(); end > 0 && lines.size() < count;) {
    const std::size_t begin = end - std::min(block, end);
    std::string_view left = file.read(begin, end - begin);
    if (!has_line && left.ends_with('\n')) left.remove_suffix(1);  // it ends the last line, and begins none
    has_line = true;
    for (std::size_t before = left.rfind('\n'); before != left.npos && lines.size() < count;
         before = left.rfind('\n')) {
      lines.push_back(std::string(left.substr(before + 1)) + open);
      open.clear();
      left = left.substr(0, before);
    }
    open.insert(0, left);
    end = begin;
    if (end == 0 && lines.size() < count) lines.push_back(open);
  }
  return lines;
}

}  // namespace solution
