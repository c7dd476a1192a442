#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "chunk_extension.hpp"
#include "tenstone/core/result.hpp"

namespace tenstone::http {

// RFC 9112 §7.1, strictly: CRLF only, no space around the size or in extensions. Extensions and
// trailers are read and dropped; extensions up to 256 bytes a chunk and 4 KiB together, trailers up to 4 KiB.
class ChunkedDecoder {
 public:
  // Takes bytes from the front of `in` until it ends or the body does, appending content to `out`; returns how many.
  // Error: malformed_request, header_too_large (trailers), body_too_large as soon as a chunk's size says so.
  Result<std::size_t> decode(std::string_view in, std::string& out, std::size_t limit);
  bool done() const { return state_ == State::Done; }

 private:
  enum class State : std::uint8_t {
    Size,
    Extension,
    SizeEnd,
    Data,
    DataEnd,
    DataLf,
    LineStart,
    Name,
    Value,
    LineEnd,
    LastLf,
    Done
  };
  Result<void> step(char c, std::size_t room);
  Result<void> size_digit(char c);
  Result<void> extension(char c);
  Result<void> trailer(char c);

  State state_ = State::Size;
  std::uint64_t left_ = 0;  // of the current chunk
  int digits_ = 0;
  ChunkExtension extension_;
  std::size_t extension_bytes_ = 0, all_extension_bytes_ = 0, trailer_bytes_ = 0;
};

}  // namespace tenstone::http
