// What both answers to exercise 01 work with: a file that is read in blocks.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace exercise {

class File {
 public:
  explicit File(std::string bytes) : bytes_(std::move(bytes)) {}

  std::size_t size() const { return bytes_.size(); }
  // The bytes from `offset` on, up to `size` of them.
  std::string_view read(std::size_t offset, std::size_t size) const {
    const auto block = std::string_view(bytes_).substr(offset, size);
    read_ += block.size();
    return block;
  }
  std::size_t bytes_read() const { return read_; }  // by all calls of read()

 private:
  std::string bytes_;
  mutable std::size_t read_ = 0;
};

}  // namespace exercise
