#include "document.hpp"

#include <fmt/core.h>

#include "blob.hpp"
#include "numbers.hpp"
#include "tenstone/backup/errors.hpp"

namespace tenstone::backup {
namespace {

constexpr std::string_view kDocumentMagic = "TSBD0001";
constexpr std::size_t kMaxDocument = std::size_t{1} << 31;

}  // namespace

std::string seal_document(const Keys& keys, std::string_view context, std::string_view text) {
  Compressor compressor;
  const std::string_view compressed = compressor.compress(text);
  std::string body;
  append(body, static_cast<std::uint64_t>(compressed.empty() ? 0 : text.size()));  // 0: it is not compressed
  body += compressed.empty() ? text : compressed;
  return std::string(kDocumentMagic) + keys.documents().seal(Secret(std::move(body)), context);
}

Result<std::string> open_document(const Keys& keys, std::string_view context, std::string_view sealed) {
  const Error damaged(kBackupDamaged, fmt::format("The repository's file of {} is damaged", context));
  if (!sealed.starts_with(kDocumentMagic)) return damaged;
  const auto body = keys.documents().open(sealed.substr(kDocumentMagic.size()), context);
  if (!body || body->reveal().size() < sizeof(std::uint64_t)) return damaged;
  const std::string_view text = std::string_view(body->reveal()).substr(sizeof(std::uint64_t));
  const auto size = load<std::uint64_t>(body->reveal().data());
  if (size == 0) return std::string(text);
  std::string out;
  Compressor compressor;
  if (size > kMaxDocument || !compressor.decompress(text, size, out)) return damaged;
  return out;
}

}  // namespace tenstone::backup
