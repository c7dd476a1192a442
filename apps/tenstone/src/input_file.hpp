// What a verb is given as a file.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenstone/core/fd.hpp"

namespace tenstone::cli {

// The bytes of a file, or of stdin for "-"; no more than `most` and one, so that what is larger can be refused. Throws
// Failure file_unreadable.
std::string read_input(const std::string& file, std::size_t most);

// A file of any size, or stdin for "-", in chunks. Each function throws Failure file_unreadable, which says why.
class InputFile {
 public:
  explicit InputFile(std::string name);

  // As many bytes as there are just now, up to 256 KiB; none: the file has ended. Blocks while there are none. Valid
  // until the next call.
  std::string_view read();
  // nullopt: it is no file on a disk, so nobody knows.
  std::optional<std::uint64_t> size() const;

 private:
  [[noreturn]] void refuse() const;

  const std::string name_;
  Fd file_;  // none: stdin, which is not ours to close
  std::vector<char> buffer_;
};

}  // namespace tenstone::cli
