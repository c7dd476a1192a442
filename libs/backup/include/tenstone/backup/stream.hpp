// One sequence of bytes in a repository, such as the COPY data of a range of a table.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "tenstone/validation/validation.hpp"

namespace tenstone::backup {

inline constexpr const char* kSha256OfNothing = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

// Made by StreamWriter::finish(), read by StreamReader; a part of the manifest. A new one is the empty stream.
//
// The ids of the stream's chunks, one behind the other, are a sequence of bytes as well: it is cut into chunks in the
// same way, and `lists` names these. So a version that changes little adds little, and a manifest stays small.
struct Stream {
  std::vector<std::string> lists = {};  // ids of the chunks that hold the chunk ids: 64 hexadecimal digits each
  std::uint64_t bytes = 0;
  std::string sha256 = kSha256OfNothing;  // of all bytes, 64 hexadecimal digits
};
constexpr auto schema(validation::For<Stream>) {
  using validation::field;
  return validation::object<Stream>(field("lists", &Stream::lists).items(0, 16'000'000), field("bytes", &Stream::bytes),
                                    field("sha256", &Stream::sha256).length(64, 64));
}

}  // namespace tenstone::backup
