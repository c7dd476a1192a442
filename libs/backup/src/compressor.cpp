#include <zstd.h>

#include "blob.hpp"

namespace tenstone::backup {
namespace {

constexpr int kLevel = 3;

struct FreeZstd {
  void operator()(ZSTD_CCtx* made) const { ZSTD_freeCCtx(made); }
  void operator()(ZSTD_DCtx* made) const { ZSTD_freeDCtx(made); }
};

}  // namespace

struct Compressor::Contexts {
  std::unique_ptr<ZSTD_CCtx, FreeZstd> compressing;
  std::unique_ptr<ZSTD_DCtx, FreeZstd> decompressing;
  std::string buffer;
};

Compressor::Compressor() : contexts_(std::make_unique<Contexts>()) {}
Compressor::~Compressor() = default;
Compressor::Compressor(Compressor&&) noexcept = default;
Compressor& Compressor::operator=(Compressor&&) noexcept = default;

std::string_view Compressor::compress(std::string_view plain) {
  if (!contexts_->compressing) contexts_->compressing.reset(ZSTD_createCCtx());
  std::string& buffer = contexts_->buffer;
  const std::size_t most = plain.size() - plain.size() * 3 / 100;  // a result that does not fit is an error
  if (buffer.size() < most) buffer.resize(most);
  const std::size_t size =
      ZSTD_compressCCtx(contexts_->compressing.get(), buffer.data(), most, plain.data(), plain.size(), kLevel);
  return ZSTD_isError(size) != 0U || size >= plain.size() ? std::string_view()
                                                          : std::string_view(buffer).substr(0, size);
}

bool Compressor::decompress(std::string_view bytes, std::size_t size, std::string& out) {
  if (!contexts_->decompressing) contexts_->decompressing.reset(ZSTD_createDCtx());
  std::size_t got = 0;
  out.resize_and_overwrite(size, [&](char* to, std::size_t) {
    got = ZSTD_decompressDCtx(contexts_->decompressing.get(), to, size, bytes.data(), bytes.size());
    return ZSTD_isError(got) != 0U ? 0 : got;
  });
  return ZSTD_isError(got) == 0U && got == size;
}

}  // namespace tenstone::backup
