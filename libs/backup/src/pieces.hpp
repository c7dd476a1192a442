// Hands rows from the thread that reads them to the thread that stores them.
#pragma once
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace tenstone::backup {

struct Piece {
  std::size_t table = 0;
  std::string bytes;  // whole rows
  bool last = false;  // of its stream
};

class Pieces {
 public:
  // Waits while as many pieces as may be there wait. False: stopped, and the piece is dropped.
  bool push(Piece piece, const std::stop_token& stop);
  void close();
  // Waits for a piece. Nothing: closed and empty, or stopped.
  std::optional<Piece> pop(const std::stop_token& stop);

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<Piece> waiting_;
  bool closed_ = false;
};

}  // namespace tenstone::backup
