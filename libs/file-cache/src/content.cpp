#include "tenstone/file_cache/content.hpp"

#include <fcntl.h>
#include <utility>

#include "tenstone/runtime/patiently.hpp"

namespace tenstone::file_cache {
namespace {

// A part of a body that is in memory.
class Part final : public http::Content {
 public:
  Part(Hit hit, std::uint64_t offset, std::uint64_t length)
      : hit_(std::move(hit)), left_(hit_.whole()->substr(offset, length)), length_(length) {}

  std::optional<std::uint64_t> size() const override { return length_; }
  Task<Result<http::Piece>> next() override { co_return http::Piece{.bytes = std::exchange(left_, {})}; }

 private:
  Hit hit_;
  std::string_view left_;  // of hit_, whose bytes stay where they are
  const std::uint64_t length_;
};

// A part of a large body, each block verified before it is sent.
class Blocks final : public http::Content {
 public:
  Blocks(Hit hit, AsyncCache& cache, std::uint64_t offset, std::uint64_t length)
      : hit_(std::move(hit)), cache_(cache), at_(offset), length_(length), left_(length) {}

  std::optional<std::uint64_t> size() const override { return length_; }

  Task<Result<http::Piece>> next() override {
    if (left_ == 0) co_return http::Piece{};
    const auto block =
        co_await runtime::patiently([this] { return cache_.read_block(hit_, at_ / kBlockBytes, buffer_); });
    if (!block) co_return block.error();
    const std::string_view part = block->substr(at_ % kBlockBytes).substr(0, left_);
    at_ += part.size();
    left_ -= part.size();
    co_return http::Piece{.bytes = part};
  }

 private:
  Hit hit_;
  AsyncCache& cache_;
  std::uint64_t at_;
  const std::uint64_t length_;
  std::uint64_t left_;
  std::string buffer_;
};

}  // namespace

std::unique_ptr<http::Content> content_of(Hit hit, AsyncCache& cache, std::uint64_t offset, std::uint64_t length) {
  if (hit.whole()) return std::make_unique<Part>(std::move(hit), offset, length);
  if (hit.verified())
    if (Fd file(::fcntl(hit.file(), F_DUPFD_CLOEXEC, 0)); file)
      return http::file_content(std::move(file), hit.head().body_offset + offset, length, cache.pool());
  return std::make_unique<Blocks>(std::move(hit), cache, offset, length);
}

}  // namespace tenstone::file_cache
