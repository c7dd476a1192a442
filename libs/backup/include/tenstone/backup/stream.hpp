// One sequence of bytes in a repository, such as the COPY data of a range of a table.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

inline constexpr const char* kHashOfNothing = "99aa06d3014798d86001c324468d497f";

// Made by StreamWriter::finish(), read by StreamReader; a part of the manifest. A new one is the empty stream.
//
// The ids of the stream's chunks, one behind the other, are a sequence of bytes as well: it is cut into chunks in the
// same way, and `lists` names these. So a version that changes little adds little, and a manifest stays small.
struct Stream {
  std::vector<std::string> lists = {};  // ids of the chunks that hold the chunk ids: 64 hexadecimal digits each
  std::uint64_t bytes = 0;
  // XXH3 with 128 bits of all bytes, 32 hexadecimal digits: finds an accident between rows and chunks, such as a chunk
  // that is left out. Forgeries are found chunk by chunk.
  std::string hash = kHashOfNothing;
};
constexpr auto schema(validation::For<Stream>) {
  using validation::field;
  return validation::object<Stream>(field("lists", &Stream::lists).items(0, 16'000'000), field("bytes", &Stream::bytes),
                                    field("hash", &Stream::hash).length(32, 32));
}

}  // namespace tenstone::backup
