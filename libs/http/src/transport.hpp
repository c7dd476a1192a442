#pragma once
#include <boost/system/error_code.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <tuple>

#include "tenstone/runtime/task.hpp"

namespace tenstone::http {

// A connection's two byte streams: a socket, or a test's memory.
class Transport {
 public:
  using Outcome = std::tuple<boost::system::error_code, std::size_t>;  // 0 bytes: nothing more will come or go
  virtual ~Transport() = default;
  virtual Task<Outcome> read(char* to, std::size_t size) = 0;
  virtual Task<Outcome> write(std::string_view bytes) = 0;    // some of them
  virtual std::size_t write_now(std::string_view bytes) = 0;  // without waiting; maybe none
  // Some of `length` bytes of a file from `offset` on; 0 also when the file ends before.
  virtual Task<Outcome> send_file(int file, std::uint64_t offset, std::uint64_t length) = 0;
  virtual bool peer_finished() { return false; }  // the other side has closed and nothing of it is unread; at once
  virtual void interrupt() = 0;                   // ends the read that is waiting
  virtual void finish_writes() = 0;               // the other side sees the end; reading goes on
  virtual void close() = 0;                       // ends whatever waits
};

}  // namespace tenstone::http
