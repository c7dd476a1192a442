#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "tenstone/redis/reply.hpp"

struct redisReader;

namespace tenstone::redis {

// Bytes in, replies out, by hiredis' reader. One reply holds at most `max_bytes` (Redis itself allows 512 MB) and nests
// at most 7 deep (hiredis); beyond that, or when it is no RESP2, the stream is broken for good.
class ReplyReader {
 public:
  explicit ReplyReader(std::size_t max_bytes = 64UZ << 20);
  ~ReplyReader();
  ReplyReader(const ReplyReader&) = delete;

  void feed(std::string_view bytes);
  // The next whole reply. Nothing: more bytes are needed, or the stream is broken.
  std::optional<Reply> next();
  const std::string& broken() const { return broken_; }  // why; empty: it is not

 private:
  friend struct ReplyBuilder;
  struct Free {
    void operator()(redisReader* reader) const;
  };
  std::unique_ptr<redisReader, Free> reader_;
  const std::size_t max_bytes_;
  std::size_t spent_ = 0;  // bytes of memory in the reply at hand
  std::string broken_;
};

}  // namespace tenstone::redis
