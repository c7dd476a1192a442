#include <openssl/evp.h>
#include <stdexcept>

#include "blob.hpp"
#include "numbers.hpp"

namespace tenstone::backup {
namespace {

constexpr std::string_view kBlobMagic = "TSBB";

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* made) const { EVP_CIPHER_CTX_free(made); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* raw(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

void demand(int done) {
  if (done != 1) throw std::runtime_error("AES-256-GCM failed");
}

// Without zeros first. GCC 12's resize_and_overwrite() hands over the capacity in place of the size.
void resize(std::string& out, std::size_t size) {
  out.resize_and_overwrite(size, [size](char*, std::size_t) { return size; });
}

std::array<unsigned char, 12> nonce_of(std::uint64_t place) {
  std::array<unsigned char, 12> nonce{};
  for (std::size_t byte = 0; byte < sizeof place; ++byte) nonce[byte] = static_cast<unsigned char>(place >> (8 * byte));
  return nonce;
}

}  // namespace

void append_blob_header(std::string& out, const BlobHeader& header) {
  out.append(kBlobMagic);
  append(out, std::uint8_t{1});
  append(out, static_cast<std::uint8_t>(header.encoding));
  append(out, std::uint16_t{0});
  append(out, header.sealed);
  append(out, header.plain);
  out.append(bytes_of(header.id));
}

std::optional<BlobHeader> parse_blob_header(std::string_view bytes) {
  if (bytes.size() < kBlobHeader || !bytes.starts_with(kBlobMagic) || bytes[4] != 1 || bytes[5] < 0 || bytes[5] > 1 ||
      load<std::uint16_t>(&bytes[6]) != 0)
    return std::nullopt;
  const BlobHeader header{.encoding = static_cast<Encoding>(bytes[5]),
                          .sealed = load<std::uint32_t>(&bytes[8]),
                          .plain = load<std::uint32_t>(&bytes[12]),
                          .id = id_from<ChunkId>(bytes.substr(16, 32))};
  const bool fits = header.plain > 0 && header.plain <= kMaxPlain && header.sealed > kTag &&
                    header.sealed <= header.plain + kTag &&
                    (header.encoding == Encoding::Zstd || header.sealed == header.plain + kTag);
  return fits ? std::optional(header) : std::nullopt;
}

struct PackCipher::Contexts {
  Cipher sealing{EVP_CIPHER_CTX_new()}, opening{EVP_CIPHER_CTX_new()};
};

PackCipher::PackCipher(const Key& key) : contexts_(std::make_unique<Contexts>()) {
  const unsigned char* bytes = raw(key.reveal());
  demand(EVP_EncryptInit_ex(contexts_->sealing.get(), EVP_aes_256_gcm(), nullptr, bytes, nullptr));
  demand(EVP_DecryptInit_ex(contexts_->opening.get(), EVP_aes_256_gcm(), nullptr, bytes, nullptr));
}
PackCipher::~PackCipher() = default;
PackCipher::PackCipher(PackCipher&&) noexcept = default;
PackCipher& PackCipher::operator=(PackCipher&&) noexcept = default;

void PackCipher::seal(std::string_view plain, std::string_view header, std::uint64_t place, std::string& out) {
  EVP_CIPHER_CTX* const cipher = contexts_->sealing.get();
  const auto before = out.size();
  resize(out, before + plain.size() + kTag);
  unsigned char* const to = reinterpret_cast<unsigned char*>(&out[before]);
  unsigned char* const tag = to + plain.size();
  int size = 0;
  demand(EVP_EncryptInit_ex(cipher, nullptr, nullptr, nullptr, nonce_of(place).data()));
  demand(EVP_EncryptUpdate(cipher, nullptr, &size, raw(header), static_cast<int>(header.size())));
  demand(EVP_EncryptUpdate(cipher, to, &size, raw(plain), static_cast<int>(plain.size())));
  demand(EVP_EncryptFinal_ex(cipher, tag, &size));
  demand(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, kTag, tag));
}

bool PackCipher::open(std::string_view sealed, std::string_view header, std::uint64_t place, std::string& out) {
  if (sealed.size() < kTag) return false;
  EVP_CIPHER_CTX* const cipher = contexts_->opening.get();
  const std::string_view text = sealed.substr(0, sealed.size() - kTag);
  std::string tag(sealed.substr(text.size()));
  resize(out, text.size());
  unsigned char rest[kTag];
  int size = 0;
  demand(EVP_DecryptInit_ex(cipher, nullptr, nullptr, nullptr, nonce_of(place).data()));
  demand(EVP_DecryptUpdate(cipher, nullptr, &size, raw(header), static_cast<int>(header.size())));
  demand(EVP_DecryptUpdate(cipher, reinterpret_cast<unsigned char*>(out.data()), &size, raw(text),
                           static_cast<int>(text.size())));
  demand(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, kTag, tag.data()));
  return EVP_DecryptFinal_ex(cipher, rest, &size) == 1;
}

}  // namespace tenstone::backup
