#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace tenstone::redis {

// What Redis answered (RESP2). Which members count follows from `kind`.
struct Reply {
  enum class Kind : std::uint8_t { Nil, Integer, String, Status, Error, Array };
  Kind kind = Kind::Nil;
  std::int64_t integer = 0;
  std::string text = {};  // of a String (any bytes), a Status ("OK") or an Error ("WRONGTYPE …")
  std::vector<Reply> items = {};

  bool is_nil() const { return kind == Kind::Nil; }
  bool is_error() const { return kind == Kind::Error; }
};

}  // namespace tenstone::redis
