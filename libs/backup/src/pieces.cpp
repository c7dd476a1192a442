#include "pieces.hpp"

#include <utility>

namespace tenstone::backup {
namespace {
constexpr std::size_t kMostPieces = 8;
}

bool Pieces::push(Piece piece, const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [&] { return waiting_.size() < kMostPieces; })) return false;
  waiting_.push_back(std::move(piece));
  lock.unlock();
  changed_.notify_one();
  return true;
}

void Pieces::close() {
  {
    const std::lock_guard guard(mutex_);
    closed_ = true;
  }
  changed_.notify_one();
}

std::optional<Piece> Pieces::pop(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [&] { return closed_ || !waiting_.empty(); })) return std::nullopt;
  if (waiting_.empty()) return std::nullopt;
  Piece first = std::move(waiting_.front());
  waiting_.pop_front();
  lock.unlock();
  changed_.notify_one();
  return first;
}

}  // namespace tenstone::backup
