#include "tenstone/http/content.hpp"

#include <algorithm>
#include <array>
#include <sys/uio.h>
#include <unistd.h>

#include "tenstone/runtime/blocking_pool.hpp"
#include "tenstone/runtime/patiently.hpp"

namespace tenstone::http {
namespace {

constexpr std::uint64_t kWindow = 512 * 1024;  // of one sendfile, and what is read ahead at a time

// RWF_NOWAIT (preadv2(2)) answers from the page cache or not at all.
bool is_at_hand(int file, std::uint64_t offset) {
  char byte;
  const iovec to{&byte, 1};
  return ::preadv2(file, &to, 1, static_cast<off_t>(offset), RWF_NOWAIT) >= 0;
}

// Blocks. What it reads stays in the page cache.
void fetch(int file, std::uint64_t offset, std::uint64_t length) {
  std::array<char, 64 * 1024> bytes;
  while (length > 0) {
    const auto wanted = std::min<std::uint64_t>(length, bytes.size());
    const auto size = ::pread(file, bytes.data(), wanted, static_cast<off_t>(offset));
    if (size <= 0) return;  // sendfile will say what is wrong
    offset += static_cast<std::uint64_t>(size);
    length -= static_cast<std::uint64_t>(size);
  }
}

class FileContent final : public Content {
 public:
  FileContent(Fd file, std::uint64_t offset, std::uint64_t length, runtime::BlockingPool& pool)
      : file_(std::move(file)), offset_(offset), length_(length), left_(length), pool_(pool) {}

  std::optional<std::uint64_t> size() const override { return length_; }

  Task<Result<Piece>> next() override {
    const Piece piece{.file = file_.get(), .offset = offset_, .length = std::min(left_, kWindow)};
    if (piece.length == 0) co_return piece;
    if (!is_at_hand(piece.file, piece.offset) || !is_at_hand(piece.file, piece.offset + piece.length - 1)) {
      const auto fetch_it = [this, piece] {
        return pool_.run([piece] { fetch(piece.file, piece.offset, piece.length); });
      };
      const auto read = co_await runtime::patiently(fetch_it);
      if (!read) co_return read.error();
    }
    offset_ += piece.length;
    left_ -= piece.length;
    co_return piece;
  }

 private:
  const Fd file_;
  std::uint64_t offset_;
  const std::uint64_t length_;
  std::uint64_t left_;
  runtime::BlockingPool& pool_;
};

}  // namespace

std::unique_ptr<Content> file_content(Fd file, std::uint64_t offset, std::uint64_t length,
                                      runtime::BlockingPool& pool) {
  return std::make_unique<FileContent>(std::move(file), offset, length, pool);
}

}  // namespace tenstone::http
