#include "tenstone/files/reading.hpp"

#include <optional>

#include "tenstone/core/hash.hpp"

namespace tenstone::files {
namespace {

class StoredContent final : public http::Content {
 public:
  StoredContent(Store& store, File file, std::uint64_t offset, std::uint64_t length, std::unique_ptr<Copy> copy)
      : store_(store), file_(std::move(file)), copy_(std::move(copy)), at_(offset), length_(length), left_(length) {
    if (length == file_.size) sum_.emplace();
  }

  std::optional<std::uint64_t> size() const override { return length_; }

  Task<Result<http::Piece>> next() override {
    if (left_ == 0) co_return http::Piece{};
    chunk_ = co_await store_.chunk(file_, at_ / kChunkBytes);
    std::string_view bytes = chunk_;
    bytes = bytes.substr(at_ % kChunkBytes, left_);
    at_ += bytes.size();
    left_ -= bytes.size();
    if (sum_) {
      sum_->add(bytes);
      if (left_ == 0 && sum_->finish() != file_.sha256)
        co_return Error(kFileDamaged, {}, "file " + to_string(file_.id) + " has another SHA-256 than its row");
    }
    if (copy_) {
      if (!co_await copy_->write(bytes))
        copy_.reset();
      else if (left_ == 0)
        co_await copy_->commit();
    }
    co_return http::Piece{.bytes = bytes};
  }

 private:
  Store& store_;
  const File file_;
  std::unique_ptr<Copy> copy_;
  std::optional<Sha256> sum_;  // of a whole file
  std::uint64_t at_;
  const std::uint64_t length_;
  std::uint64_t left_;
  std::string chunk_;
};

class CopiedContent final : public http::Content {
 public:
  CopiedContent(std::unique_ptr<http::Content> copy, Store& store, File file, std::uint64_t offset,
                std::uint64_t length)
      : copy_(std::move(copy)), store_(store), file_(std::move(file)), at_(offset), length_(length), left_(length) {}

  std::optional<std::uint64_t> size() const override { return length_; }

  Task<Result<http::Piece>> next() override {
    if (left_ == 0) co_return http::Piece{};
    if (copy_) {
      const auto piece = co_await copy_->next();
      if (piece && piece->size() > 0 && piece->size() <= left_) {
        at_ += piece->size();
        left_ -= piece->size();
        co_return *piece;
      }
      copy_.reset();
    }
    if (!rest_) rest_ = stored_content(store_, file_, at_, left_);
    co_return co_await rest_->next();
  }

 private:
  std::unique_ptr<http::Content> copy_, rest_;
  Store& store_;
  const File file_;
  std::uint64_t at_;
  const std::uint64_t length_;
  std::uint64_t left_;
};

}  // namespace

std::unique_ptr<http::Content> copied_content(std::unique_ptr<http::Content> copy, Store& store, File file,
                                              std::uint64_t offset, std::uint64_t length) {
  return std::make_unique<CopiedContent>(std::move(copy), store, std::move(file), offset, length);
}

std::unique_ptr<http::Content> stored_content(Store& store, File file, std::uint64_t offset, std::uint64_t length,
                                              std::unique_ptr<Copy> copy) {
  return std::make_unique<StoredContent>(store, std::move(file), offset, length, std::move(copy));
}

}  // namespace tenstone::files
