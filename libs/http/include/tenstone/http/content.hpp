// The body of an answer that is not in memory as a whole: made while it is sent, or part of a file.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "tenstone/core/fd.hpp"
#include "tenstone/core/result.hpp"
#include "tenstone/runtime/task.hpp"

namespace tenstone::runtime {
class BlockingPool;
}

namespace tenstone::http {

// The next part of a body: bytes in memory, or a range of an open file.
struct Piece {
  std::string_view bytes = {};  // valid until the next call of next()
  int file = -1;                // not -1: `length` bytes of this file from `offset` on, sent by sendfile(2)
  std::uint64_t offset = 0, length = 0;

  std::uint64_t size() const { return file < 0 ? bytes.size() : length; }
};

// Used by one connection, on its loop. The server asks for the next piece when the last one has been handed to the
// kernel: a slow client makes a slow Content, and a connection holds one piece at most. It is destroyed when it has
// ended, when the connection breaks, and unread for HEAD.
class Content {
 public:
  virtual ~Content() = default;
  // Bytes in all, for Content-Length. nullopt: not known; the body goes out in chunks, to HTTP/1.0 until the close.
  virtual std::optional<std::uint64_t> size() const = 0;
  // A piece of size() 0 is the end. Suspends. An Error or an exception cuts the connection, as do fewer or more bytes
  // than size(): so the client sees that the body is not whole. A piece may take as long as a handler (limits.hpp).
  virtual Task<Result<Piece>> next() = 0;

  // True: it may go on for hours, as an event stream does. While it is sent, its connection does not count against
  // Limits::connections_per_address, so whoever makes such contents limits their number. When the client closes its
  // side of the connection, end() is called within two seconds.
  virtual bool endless() const { return false; }
  // The server drains, or the client of an endless content has gone: the body may end early. An endless content gives
  // its end at once, also where next() waits. On the connection's loop; may be called again.
  virtual void end() {}
};

// `length` bytes of `file` from `offset` on. What is in the page cache is sent by the loop; the rest is read by `pool`
// first, so that a slow disk holds up nobody else. `pool` outlives the server. A file that is shorter than that when
// it is sent cuts the connection.
std::unique_ptr<Content> file_content(Fd file, std::uint64_t offset, std::uint64_t length, runtime::BlockingPool& pool);

}  // namespace tenstone::http
